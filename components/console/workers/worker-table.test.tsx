import { render, screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { noWorker, workersStatus } from "#components/console/workers/worker-labels.ts";
import { WorkerTable } from "#components/console/workers/worker-table.tsx";
import type { InFlightDto, ProcessDto } from "#server/contracts/monitoring/process.ts";

const now = Date.parse("2026-11-22T03:07:42.000Z");
const mails: InFlightDto = { handler: "order-notifications", label: "Order mails", inHand: 3, concurrency: 10 };
const webhooks: InFlightDto = { handler: "warehouse-webhook", label: "Warehouse webhook", inHand: 0, concurrency: 10 };
let made = 0;
function aProcess(given: Partial<ProcessDto> & { heartbeatAgo?: number } = {}): ProcessDto {
  made += 1;
  const { heartbeatAgo = 2, ...rest } = given;
  return {
    id: `00000000-0000-7000-8000-${String(made).padStart(12, "0")}`,
    ...{ kind: "worker", state: "alive", host: "deliver-1", pid: 4200 + made, build: "c3d4f1e" },
    ...{ duties: ["relay", "deliver", "collect"], startedAt: "2026-11-22T02:48:00.000Z" },
    seenAt: new Date(now - heartbeatAgo * 1_000).toISOString(),
    ...{ residentBytes: 142_000_000, heapUsedBytes: 44_000_000, loopDelaySeconds: 0.0042, hands: [mails, webhooks] },
    ...rest,
  };
}
const rowsOf = (...items: ProcessDto[]) => {
  render(<WorkerTable items={items} now={now} />);
  return screen.getAllByRole("row").slice(1);
};

test("a row shows process, resources, deliveries in flight and last heartbeat", () => {
  const [row] = rowsOf(aProcess({ pid: 4213 }));
  const text = row?.textContent ?? "";
  for (const part of ["Worker", "deliver-1:4213", "Alive", "c3d4f1e", "135 MB", "heap 42 MB", "4 ms", "2 s"]) {
    expect(text).toContain(part);
  }
  const hands = within(row as HTMLElement).getAllByRole("listitem");
  expect(hands.map(({ textContent }) => textContent)).toEqual(["Order mails 3 of 10", "Warehouse webhook 0 of 10"]);
});

test.each([
  ["alive", 2, "Alive"],
  ["draining", 3, "Draining"],
  ["silent", 31, "No heartbeat for 31 s"],
  ["gone", 7_400, "Lost since 22 Nov"],
] as const)("state %s has an icon and a label", (state, heartbeatAgo, label) => {
  const [row] = rowsOf(aProcess({ state, heartbeatAgo }));
  const cell = row?.querySelector("td");
  expect(cell?.querySelector("svg")).not.toBeNull();
  expect(cell?.textContent?.replace(/\s+/g, " ")).toContain(label);
});

test("lost processes are in the past tense, and older builds are marked", () => {
  const [old, fresh, gone] = rowsOf(
    aProcess({ build: "a1b29d0" }),
    aProcess({ startedAt: "2026-11-22T03:00:00.000Z" }),
    aProcess({ state: "gone", heartbeatAgo: 90, build: "a1b29d0" }),
  );
  expect(old?.textContent).toContain("a1b29d0 old");
  expect(fresh?.textContent).not.toContain("old");
  expect(gone?.textContent).toContain("had 3");
  expect(gone?.textContent).not.toMatch(/ old|3 of 10/);
});

test("a single duty is shown, and a web server has no deliveries", () => {
  const [relay, web] = rowsOf(
    aProcess({ duties: ["relay"], hands: [] }),
    aProcess({ kind: "web", duties: [], hands: [] }),
  );
  expect(relay?.textContent).toContain("relay only");
  expect(web?.textContent).toContain("Web");
  expect(web?.textContent).toContain("–");
});

test.each([
  [noWorker, "alert", []],
  [noWorker, "alert", [aProcess({ kind: "web" }), aProcess({ state: "gone", heartbeatAgo: 90 })]],
  ["No worker delivers, deliveries are waiting", "alert", [aProcess({ duties: ["relay"] })]],
  ["1 worker alive", "active", [aProcess(), aProcess({ kind: "web" }), aProcess({ state: "gone" })]],
  ["2 workers alive, 1 draining", "active", [aProcess(), aProcess(), aProcess({ state: "draining" })]],
  ["1 worker alive, 2 without heartbeat", "retrying", [aProcess(), ...[1, 2].map(() => aProcess({ state: "silent" }))]],
])("shows: %s", (title, mark, items) => {
  expect(workersStatus(items)).toMatchObject({ title, mark });
});

test("the evidence has deliveries in flight and lost workers", () => {
  expect(workersStatus([aProcess(), aProcess()]).evidence).toBe(
    "6 of 40 in flight. No worker was lost in the last 24 hours.",
  );
  expect(workersStatus([aProcess(), aProcess({ state: "gone" })]).evidence).toContain(
    "1 worker was lost in the last 24 hours.",
  );
  expect(workersStatus([aProcess({ state: "draining" })])).toMatchObject({ evidence: "1 draining.", start: true });
  expect(workersStatus([])).toMatchObject({ evidence: "", start: true });
});
