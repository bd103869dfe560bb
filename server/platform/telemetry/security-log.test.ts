import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { securityEvents, securityLog } from "#server/platform/telemetry/security-log.ts";
import { anOperator } from "#server/testing/factories.ts";
import { collectLogLines } from "#server/testing/log-lines.ts";

const lines = collectLogLines();
let minutes = 0;
beforeEach(() => {
  lines.length = 0;
  // Only the clock is fake, because the limit is per minute.
  vi.useFakeTimers({ toFake: ["Date"] });
  minutes += 10;
  vi.setSystemTime(Date.now() + minutes * 60_000);
});
afterEach(() => void vi.useRealTimers());

const facts = { client: "192.0.2.7", requestId: "a-request", route: "GET /api/v1/audit" };

it.each(securityEvents)("writes %s as one line with actor, route, client and request", (event) => {
  securityLog(event, { ...facts, actor: anOperator });
  expect(lines).toMatchObject([
    { part: "security", event, ...facts, actor: { kind: "user", id: anOperator.id, role: "operator" } },
  ]);
  expect(JSON.stringify(lines)).not.toMatch(/maya|Maya Ito/);
});

it("writes 60 lines per minute, event and client, and then the number of dropped lines", () => {
  for (let n = 0; n < 10_000; n += 1) securityLog("security.refused", { ...facts, actor: null });
  expect(lines).toHaveLength(60);
  securityLog("security.refused", { ...facts, client: "192.0.2.8", actor: null });
  securityLog("security.export", { ...facts, actor: null });
  expect(lines).toHaveLength(62);
  vi.setSystemTime(Date.now() + 60_000);
  securityLog("security.refused", { ...facts, actor: null });
  expect(lines.slice(62)).toMatchObject([{ leftOut: 9_940 }, { event: "security.refused" }]);
});

it("writes 1,200 lines a minute in total", () => {
  for (let n = 0; n < 5_000; n += 1)
    securityLog("security.limited", { ...facts, client: `198.51.100.${n}`, actor: null });
  expect(lines).toHaveLength(1_200);
});

it("counts all addresses of an IPv6 subscriber as one client", () => {
  for (let n = 0; n < 5_000; n += 1) {
    securityLog("security.limited", { ...facts, client: `2001:db8:1:2::${n.toString(16)}`, actor: null });
  }
  expect(lines.filter(({ event }) => event === "security.limited")).toHaveLength(60);
  securityLog("security.reveal", { ...facts, actor: anOperator });
  expect(lines.at(-1)).toMatchObject({ event: "security.reveal" });
});
