import { formatCounted } from "#components/format/format-count.ts";
import type { ReplaySelect } from "#server/contracts/triage/replay-batch.ts";

/** Dead letters that the sheet offers to replay. They are frozen when their change is previewed. */
export type ReplayTarget = {
  /** A cause, a filter, named dead letters, or the failures of another bulk replay. */
  select: ReplaySelect | { failuresOf: string };
  /** Their number when the page was read; null for a filter, whose matches are counted when they are frozen. */
  count: number | null;
  /** `Cause: recipient rejected`, `3 selected`. */
  words: string;
  /** One of them, whose suggestions and fixes are offered. */
  sampleId: string | null;
};

/** `129 dead letters`, or `all matching dead letters` before they are counted. */
export const countText = (count: number | null): string =>
  count === null ? "all matching dead letters" : formatCounted(count, "dead letter");
