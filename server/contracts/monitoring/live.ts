import * as z from "zod";
import { pipelineDto } from "#server/contracts/monitoring/pipeline.ts";

/** The lists of the console that can change while somebody looks at them. */
export const liveLists = ["dead-letters", "deliveries", "audit"] as const;
export type LiveList = (typeof liveLists)[number];

/**
 * Event `snapshot`: everything that is live, whole, at one moment. Nothing before it is needed to understand it, so a viewer
 * that missed any has missed nothing.
 */
export const liveSnapshotDto = z.object({
  pipeline: pipelineDto,
  /** A mark per list that the viewer may read. Another mark than before: the list has changed, its owner may fetch it. */
  lists: z.partialRecord(z.enum(liveLists), z.string()),
});
export type LiveSnapshotDto = z.output<typeof liveSnapshotDto>;

/** Event `beat`: read again at this moment, and the newest snapshot is still true. */
export const liveBeatDto = z.object({ at: z.iso.datetime() });

/** Event `stalled`: the database does not answer; what was sent is as of then (null: nothing was read yet). */
export const liveStalledDto = z.object({ since: z.iso.datetime().nullable() });
