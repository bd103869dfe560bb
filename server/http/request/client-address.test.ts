import { spawnSync } from "node:child_process";
import { beforeAll, expect, it, vi } from "vitest";
import { clientAddress } from "#server/http/request/client-address.ts";

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

it("logs X-Forwarded-For from an untrusted address once, and shows it on the people page", () => {
  const code = `
    import { untrustedProxy } from "#server/identity/sessions/untrusted-proxy.ts";
    import { clientAddress } from "#server/http/request/client-address.ts";
    clientAddress("10.0.0.1", "203.0.113.9");
    clientAddress("192.0.2.1", null);
    const before = untrustedProxy();
    clientAddress("192.0.2.1", "203.0.113.9");
    clientAddress("192.0.2.2", "203.0.113.9");
    console.log(JSON.stringify({ before, after: untrustedProxy()?.address }));`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", code], {
    encoding: "utf8",
    env: { ...process.env, LOG_LEVEL: "info", TRUSTED_PROXIES: "10.0.0.0/8" },
  });
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    { level: "warn", address: "192.0.2.1", msg: expect.stringContaining("TRUSTED_PROXIES does not list") },
    { before: null, after: "192.0.2.2" },
  ]);
});
