import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { problemDto } from "#server/contracts/problem.ts";
import { serveApi } from "#server/testing/api-client.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aProduct } from "#server/testing/factories.ts";

const pool = await testDatabase();
const api = await serveApi();
const product = (await aProduct(pool)).id;
const dear = (await aProduct(pool, { priceCents: 100_000_000 })).id;
const foreign = (await aProduct(pool, { currency: "USD" })).id;
const gone = (await aProduct(pool, { active: false })).id;

type Case = [name: string, body: string | Buffer, status: number, pointer?: string, headers?: Record<string, string>];

const one = { productId: product, quantity: 1 };
const good = { customer: { name: "Ada", email: "ada@example.com" }, items: [one] };
const text = (change: object = {}) => JSON.stringify({ ...good, ...change });
const named = (name: unknown) => text({ customer: { ...good.customer, name } });
const mailed = (email: unknown) => text({ customer: { ...good.customer, email } });
/** The quantity as it is written, for numbers that JSON.stringify would not write. */
const counted = (quantity: string) =>
  text({ items: [{ productId: product, quantity: 12345 }] }).replace("12345", quantity);
/** A JSON escape where JSON.stringify would have put the character. */
const escaped = (body: string) => body.replaceAll("@@NUL@@", "\\u0000").replaceAll("@@LONE@@", "\\ud800");
const quantity = "/items/0/quantity";

const cases: Case[] = [
  // Not JSON at all.
  ["nothing", "", 400],
  ["white space", "  \n", 400],
  ["half an object", '{"customer":', 400],
  ["a trailing comma", '{"items":[],}', 400],
  ["single quotes", "{'items':[]}", 400],
  ["two values", `${text()}${text()}`, 400],
  ["NaN", counted("NaN"), 400],
  ["a byte order mark", `\ufeff${text()}`, 400],
  ["bytes that are not UTF-8", Buffer.from([0x7b, 0xff, 0x7d]), 400],
  ["UTF-16", Buffer.from(text(), "utf16le"), 400],
  ["a raw NUL", named("Ada").replace("Ada", "A\u0000da"), 400],
  ["a key given twice", '{"items":[],"items":[]}', 400],
  ["a key given twice, once escaped", '{"items":[],"\\u0069tems":[]}', 400],
  ["100 levels", `${"[".repeat(100)}${"]".repeat(100)}`, 400],
  ["100,000 levels", `${"[".repeat(100_000)}${"]".repeat(100_000)}`, 400],
  ["100,000 levels that never end", '{"a":'.repeat(50_000), 400],
  ["one megabyte", `"${"a".repeat(1024 * 1024)}"`, 413],
  // Wrong headers.
  ["no content type", text(), 415, undefined, { "content-type": "" }],
  ["a form", "a=b", 415, undefined, { "content-type": "application/x-www-form-urlencoded" }],
  ["plain text, as a foreign page may send", text(), 415, undefined, { "content-type": "text/plain" }],
  ["another charset", text(), 415, undefined, { "content-type": "application/json; charset=utf-16" }],
  ["gzip", gzipSync(text()), 415, undefined, { "content-encoding": "gzip" }],
  ["gzip without Content-Encoding", gzipSync(text()), 400],
  ["an idempotency key of nothing", text(), 422, undefined, { "idempotency-key": '""' }],
  ["an idempotency key of 201 characters", text(), 422, undefined, { "idempotency-key": "k".repeat(201) }],
  // The wrong shape.
  ["null", "null", 422, ""],
  ["a list", "[]", 422, ""],
  ["a number", "7", 422, ""],
  ["an empty object", "{}", 422, "/customer"],
  ["a customer that is a string", text({ customer: "Ada" }), 422, "/customer"],
  ["items that are an object", text({ items: {} }), 422, "/items"],
  ["a price", text({ items: [{ ...one, price: 1 }] }), 422, "/items/0/price"],
  ["a total", text({ total: 1 }), 422, "/total"],
  ["an id", text({ id: randomUUID() }), 422, "/id"],
  ["a status", text({ status: "shipped" }), 422, "/status"],
  ["an unknown key with a slash and a tilde", text({ "a/b~c": 1 }), 422, "/a~1b~0c"],
  ["__proto__", `{"__proto__":{"admin":true},${text().slice(1)}`, 422, "/__proto__"],
  ["constructor", text({ constructor: { prototype: { admin: true } } }), 422, "/constructor"],
  // Texts that cannot be stored, or would become mail headers.
  ["NUL in a value", escaped(named("Ada@@NUL@@")), 422, "/customer/name"],
  ["NUL in a key", escaped(text({ "@@NUL@@": 1 })), 422, "/\u0000"],
  ["a lone surrogate in a value", escaped(named("@@LONE@@")), 422, "/customer/name"],
  ["a lone surrogate in a key", escaped(text({ "@@LONE@@": 1 })), 422, "/\ud800"],
  ["a lone surrogate in the address", escaped(mailed("a@@LONE@@@example.com")), 422, "/customer/email"],
  ["a name with a line break", named("Ada\r\nBcc: x@example.com"), 422, "/customer/name"],
  ["a name of blanks", named("   "), 422, "/customer/name"],
  ["a name of 121 characters", named("a".repeat(121)), 422, "/customer/name"],
  ["a name that is a number", named(7), 422, "/customer/name"],
  ["an address with a header", mailed("a@b.c\r\nBcc:x@y"), 422, "/customer/email"],
  ["two addresses", mailed('"x" <a@b.example>, c@d.example'), 422, "/customer/email"],
  ["a group of addresses", mailed("friends: a@b.example, c@d.example;"), 422, "/customer/email"],
  ["an address without a domain", mailed("ada@"), 422, "/customer/email"],
  ["an address of 64 KB", mailed(`${"a".repeat(64 * 1024)}@example.com`), 422, "/customer/email"],
  [
    "10,000 parentheses in the address",
    mailed(`${"(".repeat(10_000)}${")".repeat(10_000)}a@b.example`),
    422,
    "/customer/email",
  ],
  ["an address in a list", mailed(["ada@example.com"]), 422, "/customer/email"],
  // Quantities and products.
  ["minus one", counted("-1"), 422, quantity],
  ["zero", counted("0"), 422, quantity],
  ["minus zero", counted("-0"), 422, quantity],
  ["one and a half", counted("1.5"), 422, quantity],
  ["1e308", counted("1e308"), 422, quantity],
  ["1e999", counted("1e999"), 422, quantity],
  ["2^31", counted("2147483648"), 422, quantity],
  ["2^53", counted("9007199254740992"), 422, quantity],
  ["a hundred", counted("100"), 422, quantity],
  ["a number in quotes", counted('"2"'), 422, quantity],
  ["true", counted("true"), 422, quantity],
  ["null as quantity", counted("null"), 422, quantity],
  ["no quantity", text({ items: [{ productId: product }] }), 422, quantity],
  ["no items", text({ items: [] }), 422, "/items"],
  [
    "51 items",
    text({ items: Array.from({ length: 51 }, () => ({ productId: randomUUID(), quantity: 1 })) }),
    422,
    "/items",
  ],
  ["3,000 items", text({ items: Array.from({ length: 3_000 }, () => ({ ...one })) }), 422, "/items"],
  ["one product twice", text({ items: [one, { productId: product.toUpperCase(), quantity: 2 }] }), 422, "/items"],
  ["a product id that is none", text({ items: [{ productId: "7", quantity: 1 }] }), 422, "/items/0/productId"],
  ["SQL as a product id", text({ items: [{ productId: "' or 1=1 --", quantity: 1 }] }), 422, "/items/0/productId"],
  [
    "an unknown product",
    text({ items: [one, { productId: dear, quantity: 1 }, { productId: randomUUID(), quantity: 1 }] }),
    422,
    "/items/2/productId",
  ],
  [
    "a product that is not sold any more",
    text({ items: [{ productId: gone, quantity: 1 }] }),
    422,
    "/items/0/productId",
  ],
  ["products of two currencies", text({ items: [one, { productId: foreign, quantity: 1 }] }), 422, "/items"],
  ["a total that no order can have", text({ items: [{ productId: dear, quantity: 99 }] }), 422, "/items"],
];

const counts = async () => {
  const tables = [
    "customer",
    "customer_order",
    "order_line",
    "idempotency_key",
    "outbox_message",
    "delivery",
    "product",
  ];
  const { rows } = await pool.query(
    `select ${tables.map((table) => `(select count(*) from ${table}) as ${table}`).join(", ")}`,
  );
  return rows[0];
};

describe("POST /api/v1/orders with a body that is not an order", () => {
  let before: unknown;
  beforeAll(async () => {
    before = await counts();
  });

  it("has at least 40 of them to refuse", () => {
    expect(cases.length).toBeGreaterThanOrEqual(40);
  });

  it.each(cases)("refuses %s, and stores nothing", async (_, body, status, pointer, headers) => {
    const startedAt = performance.now();
    const answer = await api.call("POST", "/api/v1/orders", {
      body,
      headers: { "content-type": "application/json", "idempotency-key": randomUUID(), ...headers },
    });
    const milliseconds = performance.now() - startedAt;
    expect(answer.status, answer.text).toBe(status);
    expect(answer.headers["content-type"]).toBe("application/problem+json; charset=utf-8");
    const problem = problemDto.parse(JSON.parse(answer.text));
    expect(problem).toMatchObject({ status, instance: "/api/v1/orders" });
    expect(problem.detail).not.toBe("");
    if (pointer !== undefined) expect(problem.errors?.map((error) => error.pointer)).toContain(pointer);
    // Generous for a busy machine; a regular expression or a parser that explodes takes minutes.
    expect(milliseconds).toBeLessThan(2_000);
    expect(await counts()).toEqual(before);
  });

  const head = "POST /api/v1/orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

  it.each([
    [
      "a megabyte in pieces of unknown number",
      [
        `${head}Transfer-Encoding: chunked\r\n\r\n`,
        ...Array.from({ length: 16 }, () => `10000\r\n${" ".repeat(0x10000)}\r\n`),
      ],
      413,
    ],
    ["a length that is too large, before a byte of it is sent", `${head}Content-Length: 999999999\r\n\r\n`, 413],
    ["a chunked body of nothing", `${head}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
    ["no body and no length", `${head}\r\n`, 400],
    ["two lengths", `${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, 400],
    ["a length and chunks", `${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
    ["two content types", `${head}Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}`, 415],
  ])("refuses %s", async (_, bytes, status) => {
    expect((await api.raw(bytes)).status).toBe(status);
    expect(await counts()).toEqual(before);
  });

  it("takes the good one that all of them are made from, and every letter of it", async () => {
    const name = "Zoë 🧑‍🚀 \u200fO'Brien; drop table e\u0301";
    const answer = await api.call("POST", "/api/v1/orders", { json: JSON.parse(named(name)) });
    expect(answer.status, answer.text).toBe(201);
    const { rows } = await pool.query("select name from customer");
    expect(rows).toEqual([{ name }]);
  });
});
