import { expect, test } from "vitest";
import { formatPayload, lintPayload, maskedValues } from "#components/console/payload/lint-payload.ts";
import { locateJson } from "#components/console/payload/locate-json.ts";
import { payloadChanges } from "#components/console/payload/payload-change.ts";
import { orderCreated } from "#server/shop/messages/order-created.ts";

const good = formatPayload(orderCreated.example);
const lint = (text: string) => lintPayload(text, "order.created").faults;

test("a valid payload has no faults", () => {
  expect(lint(good)).toEqual([]);
});

test.each([
  ["a wrong type", good.replace("7420", '"7420"'), 4, "/orderTotal", "must be a number, not a text in quotes"],
  ["a bad address", good.replace("ada@example.com", "ada at home"), 6, "/email", /e-mail address/],
  ["an unknown field", good.replace('"currency"', '"coupon": 1,\n  "currency"'), 5, "/coupon", /not a field/],
  ["a missing field, at its parent", good.replace(/ {2}"currency".*\n/, ""), 1, "/currency", "is missing"],
])("reports %s at its line", (_, text, line, pointer, message) => {
  const faults = lint(text);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toMatchObject({ line, pointer });
  expect(faults[0]?.message).toMatch(message);
});

test.each([
  ["a wrong value", good.replace("7420", '"7420"'), '"7420"'],
  ["the name of an unknown field", good.replace('"currency"', '"coupon": [1, 2],\n  "currency"'), '"coupon"'],
  ["the bracket around a missing field", good.replace(/ {2}"currency".*\n/, ""), "{"],
  ["a value over several lines", good.replace("7420", "[\n 7,\n 4\n]"), "[\n 7,\n 4\n]"],
  ["the first character that is not JSON", good.replace("7420", "74x20"), "x"],
])("marks exactly %s", (_, text, marked) => {
  expect(lint(text).map(({ from, to }) => text.slice(from, to))).toEqual([marked]);
});

test("an unchanged mask is valid, and a changed one is a fault", () => {
  const masked = { ...orderCreated.example, email: "a•••@example.com" };
  const masks = maskedValues(masked, ["/email"]);
  const judge = (value: object) => lintPayload(formatPayload(value), "order.created", undefined, masks).faults;
  expect(judge({ ...masked, orderTotal: 1 })).toEqual([]);
  expect(judge({ ...masked, email: "b•••@example.com" })).toMatchObject([
    { pointer: "/email", message: expect.stringContaining("is masked") },
  ]);
});

test("a changed immutable field is a fault, and a changed correctable one is not", () => {
  const published = orderCreated.example;
  const judge = (change: object, original: unknown = published) =>
    lintPayload(formatPayload({ ...published, ...change }), "order.created", undefined, undefined, original).faults;
  expect(judge({ email: "eve@example.com" })).toEqual([]);
  expect(judge({ orderTotal: 1 })).toMatchObject([
    { pointer: "/orderTotal", line: 4, message: "is immutable: it stays as it was published" },
  ]);
  expect(judge({ orderTotal: "1" })).toHaveLength(1);
  expect(judge({}, { ...published, orderTotal: "7420" })).toEqual([]);
});

test.each([
  ['{\n  "a": 1,\n}', 3, "a trailing comma is not allowed"],
  ['{\n  "a": 1\n  "b": 2\n}', 3, "a , or } is expected"],
  ['{\n  "a": "x\n}', 2, 'a closing " is missing'],
  ["{\n  a: 1 }", 2, 'a field name in "double quotes" is expected'],
  ['{ "a": 1,\n  "a": 2 }', 2, 'duplicate key "a"'],
  ['{ "a": }', 1, "a value is expected"],
  ['{\n  "a": [1, 2', 2, "a , or ] is expected"],
  ["{}\n{}", 2, "unexpected text after the end of the JSON value"],
  ["", 1, "unexpected end of the text"],
])("reports invalid JSON at its line: %j", (text, line, message) => {
  expect(locateJson(text)).toMatchObject({ ok: false, line, message });
});

test("parses the same value as JSON.parse", () => {
  const text = '{"a":[1,-2.5e3,{"b/c":"\\u00e9\\n"}],"d":null,"e":true,"f":{}, "g":[]}';
  const located = locateJson(text);
  expect(located).toMatchObject({ ok: true, value: JSON.parse(text) });
  expect(located.ok && located.lines.get("/a/2/b~1c")).toBe(1);
});

test("an unknown type is validated as JSON only", () => {
  expect(lintPayload('{"any": 1}', "order.unheard").faults).toEqual([]);
});

test("lists changed, added and removed fields", () => {
  expect(payloadChanges({ a: 1, b: { c: "x" }, d: 1 }, { a: 1, b: { c: "y" }, e: [2] })).toEqual([
    { pointer: "/b/c", before: '"x"', after: '"y"' },
    { pointer: "/d", before: "1", after: null },
    { pointer: "/e", before: null, after: "[2]" },
  ]);
});
