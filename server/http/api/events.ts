import * as z from "zod";
import { defineRoute, RawAnswer } from "#server/http/route/define-route.ts";
import { recheck } from "#server/identity/access/recheck.ts";
import { watchLive } from "#server/monitoring/live/watch-live.ts";

const events = z
  .string()
  .describe(
    "Server-sent events. `snapshot` (numbered by its id): the pipeline as of GET /api/v1/pipeline, and a mark per list that changes with it. `beat`: the latest snapshot is still current, with the time of the read. `stalled`: the database does not respond, with the time of the last read.",
  );

export const eventRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/v1/events",
    callers: "readers",
    summary: "Stream live data of the console as server-sent events: a whole snapshot at every change.",
    auth: "dead-letters.read",
    output: events,
    problems: ["too_many_tries"],
    sameOrigin: true,
    streams: true,
    handle: async ({ actor, signal }) =>
      new RawAnswer(watchLive({ actor, signal: signal() }, recheck), {
        "Content-Type": "text/event-stream; charset=utf-8",
        // no-transform and the second header: a proxy that buffers would hold every event back.
        "Cache-Control": "no-store, no-transform",
        "X-Accel-Buffering": "no",
      }),
  }),
];
