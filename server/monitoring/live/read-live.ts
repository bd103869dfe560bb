import { createHash } from "node:crypto";
import type { LiveList } from "#server/contracts/monitoring/live.ts";
import type { PipelineDto } from "#server/contracts/monitoring/pipeline.ts";
import { readMarks } from "#server/monitoring/live/sql/read-marks.ts";
import { getSnapshot } from "#server/monitoring/pipeline/get-snapshot.ts";
import { db } from "#server/platform/database/db.ts";

export type Reading = { pipeline: PipelineDto; lists: Record<LiveList, string> };

/** A digest of the depths without ages: it changes when a delivery changes its state. */
function digestOf({ outbox, handlers }: PipelineDto): string {
  const counts = JSON.stringify([outbox, handlers], (key, value) => (key.endsWith("AgeSeconds") ? undefined : value));
  return createHash("sha256").update(counts).digest("base64url").slice(0, 12);
}

/** Reads the snapshot of all viewers. Its marks come from the database, so that viewers may change the process. */
export async function readLive(): Promise<Reading> {
  // The marks first: a change in between is announced by the next reading.
  const { deadLetters, audit, replays } = await readMarks(db());
  const pipeline = await getSnapshot();
  return { pipeline, lists: { "dead-letters": deadLetters, deliveries: digestOf(pipeline), audit, replays } };
}
