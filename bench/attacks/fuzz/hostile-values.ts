/** Texts as a careless or hostile client sends them: B4, B8 and B9 of the guarantees, SQL, paths, templates, numbers as text. */
export const hostileTexts: readonly string[] = [
  ...["", " ", "null", "undefined", "true", "-1", "0", "1e999", "NaN", "2147483648", "9007199254740993", "0x10", "1.5"],
  ...[
    "zz",
    "7",
    "..",
    "../../etc/passwd",
    "%",
    "%00",
    "_",
    "%%",
    "\\",
    "'",
    '"',
    "' or 1=1 --",
    "'; select pg_sleep(9); --",
  ],
  ...[
    "\u0000",
    "a\u0000b",
    "\ud800",
    "\udc00x",
    "\u202eexe.ada",
    "ada\u200dada",
    "😀",
    "e\u0301",
    "\u3164",
    "\ufeff",
    "\r\n\r\nX: y",
  ],
  ...[
    "ada@example.com\r\nBcc: eve@example.com",
    '"x" <ada@example.com>, eve@example.com',
    "group:ada@example.com;",
    "a@b",
  ],
  ...[
    "=?utf-8?B?WA==?=",
    "<img src=x onerror=alert(1)>",
    "{{7*7}}",
    "#{7*7}",
    "javascript:alert(1)",
    '=HYPERLINK("x")',
  ],
  ...[
    "__proto__",
    "constructor",
    "toString",
    "[object Object]",
    "[]",
    "{}",
    "order.created.json",
    "API_TOKEN",
    "inbox",
  ],
  ...["x".repeat(300), "x".repeat(5_000), "(".repeat(2_000), "a@".repeat(2_000), `${"a".repeat(60_000)}@example.com`],
  ...[
    "2026-11-30T12:00:00Z",
    "0000-00-00T00:00:00Z",
    "9999-12-31T23:59:59.999999Z",
    "2026-02-30T00:00:00Z",
    "-infinity",
    "15m",
  ],
  ...[
    Buffer.from("2026-11-30 12:00:00.000001|x|y").toString("base64url"),
    Buffer.from('["a","b"]').toString("base64url"),
  ],
  ...[Buffer.from("999999999|9999-12-31 23:59:59.999999|ffffffffffffffff").toString("base64url")],
  ...[Buffer.from("9999-12-31 23:59:59|00000000-0000-4000-8000-000000000000|999999999999").toString("base64url")],
  ...[Buffer.from('["9999-12-31 23:59:59","00000000-0000-4000-8000-000000000000"]').toString("base64url")],
];

/** B5: invalid and out-of-range numbers. */
export const hostileNumbers: readonly unknown[] = [-1, 0, 1, 1.5, 1e308, 2 ** 31, 2 ** 53, -0, 100, "2", null, true];

export const hostileValues: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    [],
    {},
    [[]],
    [null],
    { a: { a: { a: 1 } } },
    { length: -1 },
    { toString: 1 },
    Array(200).fill(0),
  ],
  ...hostileNumbers,
];

const deep = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;

/** B1 to B3: bodies that are not a JSON object, or are too large or too deep to parse. */
export const hostileBodies: readonly (string | Buffer)[] = [
  ...[
    "",
    " ",
    "{",
    "}",
    "[]",
    "null",
    "1",
    '"x"',
    "nul",
    "{}x",
    '{"a":1,"a":2}',
    '{"\\u0000":1}',
    '{"a":"\\u0000"}',
    "\ufeff{}",
  ],
  ...[
    '{"a":"\\ud800"}',
    '{"\\udc00":1}',
    '{"__proto__":{"role":"admin"}}',
    '{"constructor":{"prototype":{}}}',
    '{"a":1e999}',
  ],
  ...[deep(100), deep(20_000), `{"a":${deep(100)}}`, `{"name":"${"x".repeat(300_000)}"}`],
  ...[
    Buffer.from([0xff, 0xfe, 0x7b, 0x7d]),
    Buffer.from([0x7b, 0xc3, 0x28, 0x7d]),
    Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]),
  ],
];

/** Headers that routes, pages or the server itself look at. Every value is one that node can send. */
export const hostileHeaders: readonly Record<string, string>[] = [
  ...["*", '"1"', 'W/"1"', "W/1", "x", '""', '"99999999999999999999"', '"1", "2"'].map((value) => ({
    "if-match": value,
  })),
  ...["k", "x".repeat(300), " ", "é", "k\tk", '"k"'].map((value) => ({ "idempotency-key": value })),
  ...["text/plain", "application/json; charset=utf-16", "multipart/form-data", "", "application/json,text/html"].map(
    (value) => ({
      "content-type": value,
    }),
  ),
  ...["gzip", "br", "identity", "gzip, gzip"].map((value) => ({ "content-encoding": value })),
  ...["cross-site", "same-site", "none"].map((value) => ({ "sec-fetch-site": value })),
  ...["https://evil.example", "null", "x"].map((value) => ({ origin: value })),
  ...["Bearer", "Bearer rdl_wrong", "Basic YTph", "Bearer a b", `Bearer ${"x".repeat(300)}`].map((value) => ({
    authorization: value,
  })),
  ...["redeliver_session=x", "redeliver_session=a; redeliver_session=b", ";;;=", "theme=<script>"].map((value) => ({
    cookie: value,
  })),
  ...["evil.example", "127.0.0.1:1@evil.example", "", "[::1]"].map((value) => ({ host: value })),
  { "x-forwarded-for": "1.2.3.4, 5.6.7.8" },
  { "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" },
  { traceparent: "00-00000000000000000000000000000000-0000000000000000-01" },
  { traceparent: "zz" },
  { "last-event-id": "x".repeat(1_000) },
  { range: "bytes=0-1" },
  { accept: "text/plain;q=0, */*;q=x" },
  { "x-redeliver-url": "https://evil.example/", "x-nonce": "x" },
  { "x-middleware-subrequest": "middleware", "next-action": "x" },
  { rsc: "1" },
  { rsc: "1", "next-router-state-tree": "zz" },
  { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" },
  { "next-router-state-tree": encodeURIComponent('["",{"children":["ops"]}]') },
  { expect: "100-continue" },
  { "x-http-method-override": "DELETE" },
  { "accept-language": "x".repeat(4_000) },
  { "user-agent": "x".repeat(8_000) },
];
