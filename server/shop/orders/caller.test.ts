import { expect, it } from "vitest";
import { type Caller, scopeKey } from "#server/shop/orders/caller.ts";

const strong = "8e03978e-40d5-43e8-bc93-6894a57f9324";
const email = "ada@example.com";
const guest: Caller = { kind: "guest", id: null, network: "192.0.2.1" };

it("stores the same key differently for each token, user and guest", () => {
  const callers: [Caller, string][] = [
    [{ kind: "token", id: "a", network: null }, email],
    [{ kind: "token", id: "b", network: null }, email],
    [{ kind: "user", id: "a", network: null }, email],
    [guest, email],
    [guest, "eve@example.com"],
  ];
  expect(new Set(callers.map(([caller, address]) => scopeKey(caller, strong, address))).size).toBe(callers.length);
});

it("a guest's unguessable key survives a change of network, and one that can be guessed does not", () => {
  const elsewhere = { ...guest, network: "198.51.100.7" };
  expect(scopeKey(elsewhere, strong, "Ada@example.com")).toBe(scopeKey(guest, strong, email));
  expect(scopeKey(elsewhere, "1", email)).not.toBe(scopeKey(guest, "1", email));
  expect(scopeKey({ ...guest }, "1", email)).toBe(scopeKey(guest, "1", email));
});
