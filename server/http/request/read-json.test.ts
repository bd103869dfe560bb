import { describe, expect, it } from "vitest";
import { maxBodyBytes } from "#server/http/request/read-body.ts";
import { readJson } from "#server/http/request/read-json.ts";
import { AppError } from "#server/platform/errors.ts";

const post = (body: BodyInit | null, headers: Record<string, string> = {}) =>
  new Request("http://localhost/", {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...headers },
    ...(body instanceof ReadableStream ? { duplex: "half" } : {}),
  } as RequestInit);

async function refusalOf(request: Request): Promise<AppError> {
  const error = await readJson(request).catch((reason: unknown) => reason);
  if (error instanceof AppError) return error;
  throw new Error("the body was accepted");
}

describe("readJson", () => {
  it("reads every text that PostgreSQL can store, unchanged", async () => {
    const value = { name: "Zoë 🧑‍🚀 \u202eabc", nfd: "e\u0301", escaped: "a\\u0000", quote: '"' };
    expect(await readJson(post(JSON.stringify(value)))).toEqual(value);
    expect(await readJson(post('{"a":"\\ud83d\\ude80"}'))).toEqual({ a: "🚀" });
  });

  it("answers undefined where there is no body", async () => {
    expect(await readJson(new Request("http://localhost/", { method: "POST" }))).toBeUndefined();
    expect(await readJson(post(""))).toBeUndefined();
  });

  it.each(["application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"', "application/json;a=b"])(
    "takes %s",
    async (type) => {
      expect(await readJson(post("1", { "content-type": type }))).toBe(1);
    },
  );

  it.each(["text/plain", "application/json; charset=latin1", "application/jsonp", "application/json, text/plain", ""])(
    "refuses %j with 415",
    async (type) => {
      expect((await refusalOf(post("1", { "content-type": type }))).code).toBe("unsupported_media_type");
    },
  );

  it("inflates nothing", async () => {
    expect((await refusalOf(post("1", { "content-encoding": "gzip" }))).code).toBe("unsupported_media_type");
    expect(await readJson(post("1", { "content-encoding": "identity" }))).toBe(1);
  });

  it("stops reading a stream of unknown length at the limit", async () => {
    let sent = 0;
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 64 * 1024;
        controller.enqueue(new Uint8Array(64 * 1024).fill(32));
      },
      cancel() {
        cancelled = true;
      },
    });
    expect((await refusalOf(post(endless))).code).toBe("body_too_large");
    expect(cancelled).toBe(true);
    expect(sent).toBeLessThan(maxBodyBytes + 4 * 64 * 1024);
  });

  it("takes a body of exactly the limit", async () => {
    const text = "a".repeat(maxBodyBytes - 2);
    expect(await readJson(post(`"${text}"`))).toBe(text);
    expect((await refusalOf(post(`"${text}a"`))).code).toBe("body_too_large");
  });

  it("says where malformed JSON breaks", async () => {
    const refusal = await refusalOf(post('{\n  "a": 1,\n  b: 2\n}'));
    expect(refusal.code).toBe("malformed_json");
    expect(refusal.message).toContain("position 14, line 3, column 3");
    expect(refusal.extensions).toEqual({ position: 14 });
  });

  it.each([
    ["a byte order mark", Buffer.from("\ufeff{}")],
    ["bytes that are not UTF-8", Buffer.from([0x22, 0xff, 0x22])],
    ["a surrogate encoded as UTF-8", Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
  ])("refuses %s", async (_, bytes) => {
    expect((await refusalOf(post(bytes))).code).toBe("malformed_json");
  });

  it.each([
    ['{"a":["x","\\u0000"]}', "/a/1"],
    ['{"a/b":{"c~d":"\\ud800"}}', "/a~1b/c~0d"],
    ['{"\\u0000":1}', "/\u0000"],
    ['{"a":{"\\udc00":1}}', "/a/\udc00"],
    ['{"__proto__":{"admin":true}}', "/__proto__"],
    ['{"\\u005f_proto__":1}', "/__proto__"],
  ])("points at what cannot be stored in %s", async (text, pointer) => {
    const refusal = await refusalOf(post(text));
    expect(refusal.code).toBe("invalid_input");
    expect(refusal.fields.map((field) => field.pointer)).toEqual([pointer]);
  });

  it("never pollutes a prototype", async () => {
    await refusalOf(post('{"__proto__":{"polluted":true}}'));
    await readJson(post('{"constructor":{"prototype":{"polluted":true}}}'));
    expect("polluted" in {}).toBe(false);
  });
});
