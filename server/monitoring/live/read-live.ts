import { createHash } from "node:crypto";
import type { LiveList } from "#server/contracts/monitoring/live.ts";
import type { PipelineDto } from "#server/contracts/monitoring/pipeline.ts";
import { readMarks } from "#server/monitoring/live/sql/read-marks.ts";
import { getSnapshot } from "#server/monitoring/pipeline/get-snapshot.ts";
import { db } from "#server/platform/database/db.ts";

export type Reading = { pipeline: PipelineDto; lists: Record<LiveList, string> };

/** Depths without times: they say whether any delivery went from one state to another. */
function digestOf({ outbox, handlers }: PipelineDto): string {
  const counts = JSON.stringify([outbox, handlers], (key, value) => (key.endsWith("AgeSeconds") ? undefined : value));
  return createHash("sha256").update(counts).digest("base64url").slice(0, 12);
}

/**
 * All that is live, for every viewer at once. The marks are the database's and not this process's, so a viewer that comes
 * back to another process compares them all the same.
 */
export async function readLive(): Promise<Reading> {
  // The marks first: a list that changes in between is announced by the next reading, never forgotten.
  const { deadLetters, audit } = await readMarks(db());
  const pipeline = await getSnapshot();
  return { pipeline, lists: { "dead-letters": deadLetters, deliveries: digestOf(pipeline), audit } };
}
