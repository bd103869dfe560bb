import { QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, render, screen } from "@testing-library/react";
import { PathnameContext } from "next/dist/shared/lib/hooks-client-context.shared-runtime";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeQueryClient } from "#components/api/query-client.ts";
import { ReplayDock } from "#components/console/replays/replay-dock.tsx";
import { openReplaysQuery } from "#components/console/replays/replays-query.ts";
import { MeProvider } from "#components/session/me.tsx";
import { ToastProvider } from "#components/ui/toast.tsx";
import type { ReplaySummaryDto } from "#server/contracts/triage/replay-batch.ts";
import { aSummary, countsOf, replayId } from "#server/testing/fixtures/replays.ts";

beforeEach(() => void vi.useFakeTimers({ now: Date.parse("2026-11-30T23:42:00.000Z") }));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function show(path: string, items: ReplaySummaryDto[]) {
  const client = makeQueryClient();
  client.setDefaultOptions({ queries: { staleTime: Number.POSITIVE_INFINITY } });
  const write = (next: ReplaySummaryDto[]) =>
    act(async () => {
      client.setQueryData(openReplaysQuery().queryKey, { items: next, nextCursor: null });
      await vi.advanceTimersByTimeAsync(1_000);
    });
  client.setQueryData(openReplaysQuery().queryKey, { items, nextCursor: null });
  const me = {
    kind: "user",
    id: "1",
    name: "Maya Ito",
    email: null,
    role: "operator",
    demo: "off",
    standing: "account",
  } as const;
  render(
    <PathnameContext value={path}>
      <QueryClientProvider client={client}>
        <MeProvider me={me}>
          <ToastProvider>
            <ReplayDock />
          </ToastProvider>
        </MeProvider>
      </QueryClientProvider>
    </PathnameContext>,
  );
  return write;
}
const running = (delivered: number): ReplaySummaryDto =>
  aSummary({
    ...{ state: "running", total: 240, counts: countsOf({ delivered, pending: 240 - delivered }) },
    wave: { number: 4, size: 125 },
  });
const said = () => screen.getByRole("status").textContent;

test("shows the progress of a running replay on other pages, with a link and a pause", () => {
  show("/ops", [running(88)]);
  const dock = screen.getByRole("complementary", { name: "Running replay" });
  expect(dock.textContent).toContain("88 of 240");
  expect(dock.textContent).toContain("Wave 4: 125 messages");
  expect(screen.getByRole("link", { name: "Cause: recipient rejected" }).getAttribute("href")).toBe(
    `/ops/replays/${replayId}`,
  );
  expect(screen.getByRole("button", { name: "Pause" })).toBeDefined();
  expect(screen.getByRole("button", { name: "Abort…" })).toBeDefined();
});

test("is hidden on the receipt itself, and without a running replay", () => {
  show(`/ops/replays/${replayId}`, [running(88)]);
  expect(screen.queryByRole("complementary")).toBeNull();
  cleanup();
  show("/ops", []);
  expect(screen.queryByRole("complementary")).toBeNull();
});

test("announces progress at most every 10 s", async () => {
  const write = show("/ops", [running(1)]);
  const heard = new Set([said()]);
  for (let second = 1; second < 10; second += 1) {
    await write([running(second)]);
    heard.add(said());
  }
  expect(heard.size).toBe(1);
  await write([running(150)]);
  await write([running(150)]);
  expect(said()).toContain("150 of 240");
});
