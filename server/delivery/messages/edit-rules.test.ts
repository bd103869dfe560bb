import "#server/modules.ts";
import { expect, test } from "vitest";
import * as z from "zod";
import { changesOf, editRulesOf } from "#server/delivery/messages/edit-rules.ts";
import { messages } from "#server/delivery/messages/registry.ts";

test.each(messages().map((message) => [message.type, message] as const))(
  "declares an edit rule for every field of %s",
  (_, message) => {
    expect(editRulesOf(message.data).filter(({ rule }) => rule === undefined)).toEqual([]);
  },
);

test("makes IDs and amounts immutable in every message", () => {
  const fields = messages().flatMap(({ data }) => editRulesOf(data));
  const guarded = fields.filter(({ pointer }) => /Id$|total|price|currency|amount/i.test(pointer));
  expect(guarded.length).toBeGreaterThan(8);
  expect(guarded.filter(({ rule }) => rule !== "immutable")).toEqual([]);
});

test("makes addresses correctable in every message", () => {
  const addresses = messages()
    .flatMap(({ data }) => editRulesOf(data))
    .filter(({ pointer }) => /email|address/i.test(pointer));
  expect(new Set(addresses.map(({ rule }) => rule))).toEqual(new Set(["correctable"]));
});

const schema = z.strictObject({
  id: z.uuid().meta({ edit: "immutable" }),
  email: z.string().meta({ pii: true }).meta({ edit: "correctable" }),
  note: z.string().optional().meta({ edit: "free" }),
  gift: z.boolean().default(false).meta({ edit: "immutable" }),
  unmarked: z.int().optional(),
  items: z.array(
    z.strictObject({ price: z.int().meta({ edit: "immutable" }), text: z.string().meta({ edit: "free" }) }),
  ),
});
const id = "0191d0a4-7f3c-4f6e-9a52-4f1c8be20a17";
const before = { id, email: "ada@example.com", items: [{ price: 5, text: "a" }], unmarked: 1, gift: false };

test.each([
  ["nothing", {}, []],
  ["an id", { id: "0191d0a4-7f3c-4f6e-9a52-4f1c8be20a18" }, ["/id immutable"]],
  ["an address", { email: "eve@example.com" }, ["/email correctable"]],
  ["a note", { note: "hello" }, ["/note free"]],
  ["a field without a rule", { unmarked: 2 }, ["/unmarked immutable"]],
  ["a price in a list", { items: [{ price: 6, text: "b" }] }, ["/items/0/price immutable", "/items/0/text free"]],
  ["an additional item", { items: [...before.items, { price: 1, text: "c" }] }, ["/items immutable"]],
  ["a removed field", { unmarked: undefined }, ["/unmarked immutable"]],
])("finds a change of %s with its rule", (_, change, found) => {
  expect(changesOf(schema, before, { ...before, ...change }).map(({ pointer, rule }) => `${pointer} ${rule}`)).toEqual(
    found,
  );
});

test("ignores the order of keys and defaults of the schema", () => {
  const { gift: _, ...published } = before;
  expect(changesOf(schema, published, Object.fromEntries(Object.entries(before).reverse()))).toEqual([]);
});

test("marks a published value that does not fit as invalid", () => {
  expect(changesOf(schema, { ...before, unmarked: "1" }, before)).toMatchObject([{ wasValid: false, before: "1" }]);
});
