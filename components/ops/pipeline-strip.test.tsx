import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { PipelineStrip } from "#components/ops/pipeline-strip.tsx";
import type { PipelineDto } from "#server/contracts/pipeline.ts";

afterEach(cleanup);

const snapshot = (workers: number): PipelineDto => ({
  at: "2026-11-22T03:07:42.000Z",
  outbox: { pending: 0, parked: 0, oldestAgeSeconds: null },
  handlers: [],
  workers,
  alerts: 0,
  firing: [],
  sending: null,
});

const lastMinute = { written: 0, delivered: 0, failed: 0, died: 0, p95Ms: null };

test.each([
  [0, "No worker is running: deliveries wait"],
  [1, "1 worker"],
  [12, "12 workers"],
])("with %i workers the handler station leads to them as: %s", (workers, words) => {
  render(<PipelineStrip snapshot={snapshot(workers)} lastMinute={lastMinute} stale={false} />);
  expect(screen.getByRole("link", { name: words }).getAttribute("href")).toBe("/ops/workers");
});
