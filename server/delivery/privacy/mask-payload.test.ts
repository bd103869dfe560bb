import "#server/modules.ts";
import { expect, test } from "vitest";
import { createDistinctMasker } from "#server/delivery/privacy/create-distinct-masker.ts";
import { maskPayload } from "#server/delivery/privacy/mask-payload.ts";
import { maskText } from "#server/delivery/privacy/mask-text.ts";
import { restoreMaskedValues } from "#server/triage/privacy/restore-masked-values.ts";

const data = {
  orderId: "0191d0a4-7f3c-4f6e-9a52-4f1c8be20a17",
  customerId: "0191d0a4-7f3c-4f6e-9a52-4f1c8be20a18",
  orderTotal: 7420,
  currency: "EUR",
  email: "ada@example.com",
};

test("masks only fields that the schema marks, and returns them", () => {
  expect(maskPayload("order.created", data)).toEqual({
    data: { ...data, email: "a•••@example.com" },
    fields: [{ pointer: "/email", value: "ada@example.com", mask: "a•••@example.com" }],
  });
});

test("masks values without a schema: unknown fields and types, and values of another type", () => {
  const odd = {
    ...data,
    note: "Ada",
    "a/b": { phone: 49301234 },
    orderTotal: "Ada",
    orderId: "Ada",
    email: ["Ada", 1],
  };
  const { data: masked, fields } = maskPayload("order.created", odd);
  expect(JSON.stringify(masked)).not.toMatch(/Ada|49301234/);
  expect(masked).toMatchObject({ currency: "EUR", customerId: data.customerId });
  expect(fields.map(({ pointer }) => pointer)).toEqual([
    "/orderId",
    "/orderTotal",
    "/email/0",
    "/email/1",
    "/note",
    "/a~1b/phone",
  ]);
  expect(maskPayload("order.unheard", { any: ["Ada", null, true] }).data).toEqual({ any: ["•••", null, true] });
  expect(maskPayload("order.created", null)).toEqual({ data: null, fields: [] });
});

test("numbers different values with the same mask where they are compared", () => {
  const mask = createDistinctMasker();
  const shown = ["ada@example.com", "abe@example.com", "ada@example.com", "abe@example.com"].map((email) =>
    mask(email),
  );
  expect(shown).toEqual(["a•••@example.com", "a•••@example.com (2)", "a•••@example.com", "a•••@example.com (2)"]);
});

test.each([
  ["550 5.1.1 <bounce+ada.l@example.com>: unknown", "550 5.1.1 <b•••@example.com>: unknown"],
  ["550 no mailbox BOUNCE+ADA.L@EXAMPLE.COM here", "550 no mailbox B•••@EXAMPLE.COM here"],
  ["user ada.l is over quota", "user ••• is over quota"],
  ["to=third.person@example.org (relayed)", "t•••@example.org (relayed)"],
  ["bounces+ada=x.org@list.example.com said no", "b•••@list.example.com said no"],
  ["550 5.1.1 There is no such mailbox here", "550 5.1.1 There is no such mailbox here"],
])("in free text %j becomes %j", (text, masked) => {
  expect(maskText(text, ["bounce+ada.l@example.com"])).not.toMatch(/ada/i);
  expect(maskText(text, ["bounce+ada.l@example.com"])).toBe(masked);
});

test("masks a text of the maximum length fast, with or without an @", () => {
  const started = performance.now();
  for (const text of ["a".repeat(16_000), `${"a".repeat(16_000)}@`, "a@".repeat(8_000)]) maskText(text, ["a+b@c.de"]);
  expect(performance.now() - started).toBeLessThan(1_000);
});

test("an unchanged mask keeps its value", () => {
  const edited = { ...data, orderTotal: 1, email: "a•••@example.com" };
  expect(restoreMaskedValues("order.created", data, edited)).toEqual({ ...data, orderTotal: 1 });
  expect(restoreMaskedValues("order.created", data, { ...data, email: "b@example.com" })).toMatchObject({
    email: "b@example.com",
  });
});

test.each(["b•••@example.com", "a•••@example.com (2)", "•••"])("%s in its place is refused, by its field", (email) => {
  expect(() => restoreMaskedValues("order.created", data, { ...data, email })).toThrow(
    expect.objectContaining({
      code: "invalid_input",
      fields: [expect.objectContaining({ pointer: "/payload/email" })],
    }),
  );
});
