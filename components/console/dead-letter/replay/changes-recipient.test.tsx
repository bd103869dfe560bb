import { expect, test } from "vitest";
import { changesRecipient } from "#components/console/dead-letter/replay/changes-recipient.ts";
import { orderCreated } from "#server/shop/messages/order-created.ts";

const payload = orderCreated.example;
const letter = { messageType: "order.created", payload };
const email = "eve@example.com";

test.each([
  ["an unchanged replay", {}, false],
  ["another address", { payload: { ...payload, email } }, true],
  ["another layout", { payload: { ...payload } }, false],
  ["a fix", { fix: { id: "correct-recipient", input: { email, updateCustomer: false } } }, true],
  ["a suggestion", { suggestion: "correct-recipient-0123456789ab" }, false],
  ["a saved edit", { edit: 1 }, false],
])("detects a changed recipient in %s: %#", (_, body, expected) => {
  expect(changesRecipient(letter, body)).toBe(expected);
});

test("an unknown type has no recipient", () => {
  expect(changesRecipient({ messageType: "tea.brewed", payload }, { payload: {} })).toBe(false);
});
