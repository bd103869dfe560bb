import * as z from "zod";
import { pipelineDto } from "#server/contracts/monitoring/pipeline.ts";

/** The lists of the console that update live. */
const liveLists = ["dead-letters", "deliveries", "audit", "replays"] as const;
export type LiveList = (typeof liveLists)[number];

/** Event `snapshot`: the complete live state at one moment. A viewer needs no earlier event. */
export const liveSnapshotDto = z.object({
  pipeline: pipelineDto,
  /** A mark per list that the viewer may read. It changes with the list, which can then be fetched again. */
  lists: z.partialRecord(z.enum(liveLists), z.string()),
});
export type LiveSnapshotDto = z.output<typeof liveSnapshotDto>;

/** Event `beat`: read again at this time, and the latest snapshot is still valid. */
export const liveBeatDto = z.object({ at: z.iso.datetime() });

/** Event `stalled`: the database does not respond. `since` is the time of the last snapshot, null where there was none. */
export const liveStalledDto = z.object({ since: z.iso.datetime().nullable() });
