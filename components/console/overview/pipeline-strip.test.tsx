import { cleanup, render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { PipelineStrip } from "#components/console/overview/pipeline-strip.tsx";
import type { HistoryDto } from "#server/contracts/monitoring/history.ts";
import type { PipelineDto } from "#server/contracts/monitoring/pipeline.ts";

const snapshot = (workers: number): PipelineDto => ({
  at: "2026-11-22T03:07:42.000Z",
  outbox: { pending: 0, parked: 0, oldestAgeSeconds: null },
  handlers: [],
  workers,
  alerts: 0,
  firing: [],
  sending: null,
});

const lastMinute = { written: 0, delivered: 0, failed: 0, died: 0 };
const none = { p50Ms: null, p95Ms: null };
const took = (p95Ms: number) => ({ p50Ms: 1, p95Ms });
const nothing = { relay: none, wait: none, run: none, total: none };
const strip = (workers: number, stages: HistoryDto["stages"]) =>
  render(<PipelineStrip snapshot={snapshot(workers)} stages={stages} lastMinute={lastMinute} stale={false} />);

test.each([
  [0, "No worker is running, deliveries are waiting"],
  [1, "1 worker"],
  [12, "12 workers"],
])("with %i workers the handler station links to them as: %s", (workers, name) => {
  strip(workers, nothing);
  expect(screen.getByRole("link", { name }).getAttribute("href")).toBe("/ops/workers");
});

test("each station shows its p95, or nothing without data", () => {
  strip(1, { relay: took(12), wait: took(340), run: took(1_200), total: took(2_500) });
  const quantiles = screen
    .getAllByRole("listitem")
    .map(({ textContent }) => /p95[^\d]*(?:15 min )?([\d.]+\s\w+)/.exec(textContent ?? "")?.[1]);
  expect(quantiles.filter(Boolean)).toEqual(["12\u00a0ms", "340\u00a0ms", "1.2 s", "2.5 s"]);
  cleanup();
  strip(1, nothing);
  expect(screen.queryByText(/p95/)).toBeNull();
});
