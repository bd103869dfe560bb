import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, within } from "@testing-library/react";
import { AppRouterContext } from "next/dist/shared/lib/app-router-context.shared-runtime";
import { expect, test } from "vitest";
import { makeQueryClient } from "#components/api/query-client.ts";
import { ReplayView } from "#components/console/replays/receipt/replay-view.tsx";
import { replayItemsQuery, replayQuery } from "#components/console/replays/replays-query.ts";
import { pipelineQuery } from "#components/pipeline/pipeline-query.ts";
import { MeProvider } from "#components/session/me.tsx";
import { ToastProvider } from "#components/ui/toast.tsx";
import type { ReplayBatchDto } from "#server/contracts/triage/replay-batch.ts";
import { aReplay, countsOf, replayId } from "#server/testing/fixtures/replays.ts";

const router = { push() {}, replace() {}, refresh() {}, back() {}, forward() {}, prefetch() {}, bfcacheId: "" };
const started = { startedAt: "2026-11-30T23:41:10.000Z" };
const wave = (number: number, size: number, change = {}) => ({
  ...{ number, size, state: "passed" as const, delivered: size, failedAgain: 0, inFlight: 0, other: 0 },
  ...{ startedAt: started.startedAt, endedAt: "2026-11-30T23:42:00.000Z" },
  ...change,
});

function show(change: Partial<ReplayBatchDto>, me: { id: string; role?: "viewer" | "operator" } = { id: "1" }) {
  const client = makeQueryClient();
  client.setDefaultOptions({ queries: { staleTime: Number.POSITIVE_INFINITY, retry: false } });
  client.setQueryData(replayQuery(replayId).queryKey, aReplay(change));
  client.setQueryData(replayItemsQuery(replayId, null, null).queryKey, { items: [], nextCursor: null });
  client.setQueryData(replayItemsQuery(replayId, "failedAgain", null).queryKey, { items: [], nextCursor: null });
  client.setQueryData(pipelineQuery().queryKey, {
    ...{ at: started.startedAt, outbox: { pending: 0, parked: 0, oldestAgeSeconds: null }, handlers: [] },
    ...{ workers: 1, alerts: 0, firing: [], sending: null },
  });
  const person = { name: "Maya Ito", email: null, demo: "off", standing: "account", kind: "user" } as const;
  render(
    <AppRouterContext value={router}>
      <QueryClientProvider client={client}>
        <MeProvider me={{ ...person, role: "operator", ...me }}>
          <ToastProvider>
            <ReplayView id={replayId} outcome={null} cursor={null} />
          </ToastProvider>
        </MeProvider>
      </QueryClientProvider>
    </AppRouterContext>,
  );
}
const button = (name: RegExp) => screen.queryByRole("button", { name });

test("a running replay shows figures that add up to the total, its waves and its decisions", () => {
  const counts = countsOf({ delivered: 88, failedAgain: 2, alreadySent: 2, inFlight: 6, pending: 142 });
  const waves = [
    wave(1, 1),
    wave(2, 5),
    wave(3, 25),
    wave(4, 125, { state: "running", delivered: 57, failedAgain: 2, other: 2, inFlight: 6, endedAt: null }),
  ];
  show({ ...started, state: "running", total: 240, counts, waves, nextWaveSize: 84, wave: { number: 4, size: 125 } });
  const figures = within(screen.getByRole("region", { name: "Outcomes" }));
  const numbers = figures.getAllByRole("definition").map((each) => Number.parseInt(each.textContent ?? "", 10));
  expect(numbers.at(-1)).toBe(240);
  expect(numbers.slice(0, -1).reduce((sum, each) => sum + each, 0)).toBe(240);
  expect(figures.getByRole("img").getAttribute("aria-label")).toBe(
    "88 delivered, 2 failed again, 6 in flight, 142 not sent yet, 2 already sent, of 240",
  );
  expect(screen.getByRole("img", { name: "Wave 4: 57 delivered, 2 failed again, 2 skipped, 64 left" })).toBeDefined();
  expect(screen.getByText("84 messages waiting")).toBeDefined();
  expect(screen.queryByText(/^then /)).toBeNull();
  expect(button(/^Pause$/)).not.toBeNull();
  expect(button(/^Abort…/)).not.toBeNull();
  expect(button(/^Replay the/)).toBeNull();
});

test("a stopped replay names the reason, the new cause and the messages that were not replayed", () => {
  show({
    ...started,
    ...{ state: "stopped", total: 12, counts: countsOf({ delivered: 1, failedAgain: 1, aborted: 10 }) },
    ...{ waves: [wave(1, 1), wave(2, 5, { state: "stopped", delivered: 0, failedAgain: 1 })], nextWaveSize: null },
    stop: { code: "new-cause", words: "A message failed of a new cause.", cause: "fedcba9876543210" },
    failureCauses: [{ cause: "fedcba9876543210", title: "mailbox full", count: 1, isNew: true }],
  });
  expect(screen.getByText(/10 messages were not replayed and are still dead letters/)).toBeDefined();
  expect(screen.getByRole("link", { name: "Open the new cause" }).getAttribute("href")).toBe(
    "/ops/causes/fedcba9876543210",
  );
  expect(button(/^Replay the failure again…/)).not.toBeNull();
  expect(button(/^Pause/)).toBeNull();
});

test("a replay that needs approval is approved by another operator, not by its creator", () => {
  const approval = { limit: 500, required: true, decision: null, by: null, at: null, reason: null };
  const waiting = { state: "awaiting_approval", total: 1204, counts: countsOf({ pending: 1204 }), approval } as const;
  show(waiting, { id: "2" });
  expect(button(/^Approve replay of 1,204 messages$/)).not.toBeNull();
  expect(button(/^Decline…/)).not.toBeNull();
});

test("the creator of a replay that needs approval can abort it and sees who approves it", () => {
  const approval = { limit: 500, required: true, decision: null, by: null, at: null, reason: null };
  show({ state: "awaiting_approval", total: 1204, counts: countsOf({ pending: 1204 }), approval });
  expect(button(/^Approve/)).toBeNull();
  expect(button(/^Abort…/)).not.toBeNull();
  expect(screen.getByText(/Another operator approves or declines it/)).toBeDefined();
});

test("the verdict is announced at the end, and not while it changes every second", () => {
  show({ ...started, state: "running", verdict: "12 replayed: 3 delivered.", counts: countsOf({ pending: 129 }) });
  expect(screen.getByRole("heading", { level: 1 }).getAttribute("aria-live")).toBeNull();
  expect(screen.getAllByRole("status").map((each) => each.textContent)).not.toContain("12 replayed: 3 delivered.");
  cleanup();
  show({
    ...started,
    state: "completed",
    verdict: "129 replayed.",
    nextWaveSize: null,
    counts: countsOf({ delivered: 129 }),
  });
  expect(screen.getAllByRole("status").map((each) => each.textContent)).toContain("129 replayed.");
});

test("a viewer sees the decisions locked", () => {
  show({ ...started, state: "running", counts: countsOf({ pending: 129 }) }, { id: "3", role: "viewer" });
  expect(button(/^Pause/)?.getAttribute("aria-disabled")).toBe("true");
});

test("late arrivals and leftovers are linked, and a patch is shown", () => {
  show({
    ...{
      state: "completed",
      startedAt: started.startedAt,
      endedAt: started.startedAt,
      counts: countsOf({ delivered: 127, invalid: 2 }),
    },
    ...{ arrivedSince: 12, invalid: 2, changed: 127, unchanged: 0, nextWaveSize: null },
    change: {
      ...{ kind: "patch", words: "JSON Patch of 1 operation", fixId: null, recipeId: null },
      patch: [{ op: "replace", path: "/currency", value: "EUR" }],
    },
  });
  expect(screen.getByText(/\+12 failed, not in this replay/)).toBeDefined();
  const since = screen.getByRole("link", { name: "Show them" }).getAttribute("href");
  expect(since).toBe("/ops/dead-letters?cause=0123456789abcdef&since=2026-11-30T23%3A41%3A07.000Z");
  expect(screen.getByRole("link", { name: "Show leftovers" }).getAttribute("href")).toBe(
    `/ops/replays/${replayId}?outcome=invalid`,
  );
  expect(screen.getByText('{"op":"replace","path":"/currency","value":"EUR"}')).toBeDefined();
});
