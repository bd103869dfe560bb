import { afterEach, expect, it, vi } from "vitest";
import { parseEnv } from "#server/platform/env/env.ts";

// Loaded here, because a cold import on a busy machine takes as long as a test may.
await import("#server/http/app.ts");
vi.resetModules();

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

/** The answer of a process with these settings. */
async function askWith(settings: Record<string, string>) {
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  const { securityRoutes } = await import("#server/http/api/security.ts");
  const { createApp } = await import("#server/http/app.ts");
  const answer = await createApp(securityRoutes).request("/.well-known/security.txt", {}, {});
  return { status: answer.status, type: answer.headers.get("content-type"), text: await answer.text() };
}

it("names the contact, an expiry within a year and the canonical address, as RFC 9116 wants them", async () => {
  const given = { SECURITY_CONTACT: "security@shop.example", APP_URL: "https://shop.example/console" };
  const { status, type, text } = await askWith(given);
  expect([status, type]).toEqual([200, "text/plain; charset=utf-8"]);
  const fields = text
    .trimEnd()
    .split("\n")
    .map((line) => line.split(/: (.*)/).slice(0, 2));
  expect(fields.map(([name]) => name)).toEqual(["Contact", "Expires", "Preferred-Languages", "Canonical"]);
  expect(Object.fromEntries(fields)).toMatchObject({
    Contact: "mailto:security@shop.example",
    Canonical: "https://shop.example/.well-known/security.txt",
  });
  const expiry = Date.parse(Object.fromEntries(fields).Expires) - Date.now();
  expect(expiry).toBeGreaterThan(170 * 86_400_000);
  expect(expiry).toBeLessThan(365 * 86_400_000);
});

it("answers 404 without SECURITY_CONTACT", async () => {
  const { status, text } = await askWith({});
  expect(status).toBe(404);
  expect(text).toContain("SECURITY.md");
});

it.each(["https://shop.example/report", "mailto:security@shop.example", "tel:+44-20-7946-0000"])(
  "takes %s",
  (contact) => {
    expect(parseEnv({ SECURITY_CONTACT: contact }).SECURITY_CONTACT).toBe(contact);
  },
);

it.each([
  "unknown",
  "http://shop.example",
  "https://shop.example/\nContact: mailto:x@y.example",
  "javascript:alert(1)",
])("refuses %j", (contact) => {
  expect(() => parseEnv({ SECURITY_CONTACT: contact })).toThrow("SECURITY_CONTACT: must be an e-mail address, or");
});
