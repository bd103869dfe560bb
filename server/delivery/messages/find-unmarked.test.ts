import "#server/modules.ts";
import { expect, test } from "vitest";
import * as z from "zod";
import { emailAddress } from "#server/contracts/email-address.ts";
import { findUnmarked } from "#server/delivery/messages/find-unmarked.ts";
import { messages } from "#server/delivery/messages/registry.ts";

test.each(messages().map((message) => [message.type, message] as const))(
  "every field of %s that can hold text says whether it is about a person",
  (_, message) => {
    expect(findUnmarked(message.data)).toEqual([]);
  },
);

test.each([
  ["an address without a mark", z.strictObject({ email: emailAddress }), ["/email"]],
  ["a text without a mark", z.strictObject({ note: z.string().optional() }), ["/note"]],
  ["a text in a list", z.strictObject({ lines: z.array(z.strictObject({ gift: z.string() })) }), ["/lines/*/gift"]],
  ["what may be anything", z.strictObject({ extra: z.json() }), ["/extra"]],
  ["a name that denies it", z.strictObject({ lastName: z.string().meta({ pii: false }) }), ["/lastName"]],
])("%s is found", (_, schema, found) => {
  expect(findUnmarked(schema)).toEqual(found);
});

test("accepts marks, IDs, numbers and enums", () => {
  const schema = z.strictObject({
    id: z.uuid(),
    total: z.int(),
    kind: z.enum(["a", "b"]).optional(),
    email: emailAddress.meta({ pii: true }).nullable(),
    people: z.array(z.strictObject({ name: z.string() })).meta({ pii: true }),
    currency: z.string().meta({ pii: false }),
  });
  expect(findUnmarked(schema)).toEqual([]);
});
