import { expect, test } from "vitest";
import type { PipelineDto } from "#server/contracts/monitoring/pipeline.ts";
import { sameDepths } from "#server/monitoring/live/same-depths.ts";

const at = Date.parse("2026-11-22T03:07:00.000Z");

const reading = (seconds: number, change: Partial<PipelineDto["outbox"]> = {}): PipelineDto => ({
  at: new Date(at + seconds * 1_000).toISOString(),
  outbox: { pending: 3, parked: 0, oldestAgeSeconds: 40 + seconds, ...change },
  handlers: [],
  workers: 1,
  alerts: 0,
  firing: [],
  sending: null,
});

test("ignores ages that grow with time", () => {
  expect(sameDepths(reading(0), reading(7.0004))).toBe(true);
});

test("detects another count", () => {
  expect(sameDepths(reading(0), reading(1, { pending: 4 }))).toBe(false);
});

test("detects another oldest delivery with equal counts", () => {
  expect(sameDepths(reading(0), reading(1, { oldestAgeSeconds: 2 }))).toBe(false);
  expect(sameDepths(reading(0), reading(1, { oldestAgeSeconds: null }))).toBe(false);
});
