import * as z from "zod";
import { streamRoute } from "#server/http/stream-route.ts";
import { recheck } from "#server/identity/access/recheck.ts";
import { watchLive } from "#server/monitoring/live/watch-live.ts";

const events = z
  .string()
  .describe(
    "Server-sent events. `snapshot` (numbered by its id): the pipeline as of GET /api/v1/pipeline, and a mark per list that changes with it. `beat`: the newest snapshot is still true, with the moment of reading. `stalled`: the database does not answer, with the moment of the last reading.",
  );

export const getEvents = streamRoute({
  summary: "The console's live data as a stream of server-sent events: whole snapshots, sent when they change.",
  auth: "dead-letters.read",
  output: events,
  problems: ["too_many_tries"],
  open: (asked) => watchLive(asked, recheck),
});
