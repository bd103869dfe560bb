import "#server/modules.ts";
import { expect, it } from "vitest";
import { failureCodes } from "#server/contracts/delivery/failure-code.ts";
import { handlerOfId, handlers, handlersOn } from "#server/delivery/handlers/registry.ts";
import { messages } from "#server/delivery/messages/registry.ts";

it("gives every handler a unique ID that can name a queue", () => {
  expect(new Set(handlers().map((handler) => handler.id)).size).toBe(handlers().length);
  for (const { id } of handlers()) expect(id).toMatch(/^[a-z][a-z-]*[a-z]$/);
  expect(handlers().some(({ id }) => id.endsWith("-dlq"))).toBe(false);
});

it("finds handlers by ID and by message type", () => {
  for (const handler of handlers()) expect(handlerOfId(handler.id)).toBe(handler);
  expect(handlerOfId("unknown")).toBeUndefined();
  expect(handlersOn("order.created").map(({ id }) => id)).toEqual(["order-notifications", "warehouse-webhook"]);
  expect(handlersOn("order.shipped").map(({ id }) => id)).toEqual(["order-notifications"]);
  expect(handlersOn("nothing.happened")).toEqual([]);
});

it("leaves no message without a handler", () => {
  for (const message of messages()) expect(handlersOn(message.type), message.type).not.toEqual([]);
});

it("offers fixes only for matching failures and messages of the handler", () => {
  for (const handler of handlers()) {
    for (const fix of handler.fixes) {
      expect(handler.on.map(({ type }) => type)).toContain(fix.messageType);
      for (const code of fix.when) expect(failureCodes[code].permanent, code).toBe(true);
    }
  }
});
