import { beforeAll, expect, it, vi } from "vitest";
import { clientAddress } from "#server/http/client-address.ts";

beforeAll(() => {
  vi.stubEnv("TRUSTED_PROXIES", "10.0.0.0/8, 2001:db8::7");
});

it.each([
  ["a client that claims another address", "192.0.2.1", "203.0.113.9", "192.0.2.1"],
  ["a client through a proxy of ours", "10.0.0.1", "203.0.113.9", "203.0.113.9"],
  ["a client that wrote an address of its own first", "10.0.0.1", "1.1.1.1, 203.0.113.9, 10.2.0.1", "203.0.113.9"],
  ["a proxy over IPv6", "2001:db8::7", "203.0.113.9", "203.0.113.9"],
  ["a mapped address", "::ffff:10.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"],
  ["nonsense behind a proxy", "10.0.0.1", "unknown", "10.0.0.1"],
  ["a proxy that says nothing", "10.0.0.1", null, "10.0.0.1"],
])("of %s", (_, socket, forwarded, expected) => {
  expect(clientAddress(socket, forwarded)).toBe(expected);
});
