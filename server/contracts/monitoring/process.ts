import * as z from "zod";

export const processKinds = ["worker", "web", "sink"] as const;
export type ProcessKind = (typeof processKinds)[number];

/**
 * `alive` beats; `draining` beats and finishes what it has in hand; `silent` missed some beats and may come back; `gone`
 * will not: it was killed, or its host was. What ends in order leaves no row.
 */
export const processStates = ["alive", "draining", "silent", "gone"] as const;
export type ProcessState = (typeof processStates)[number];

/** Without a beat for so long. A beat comes every 8 s from a worker, every 12 s from the others. */
export const silentAfterSeconds = 25;
/** Within which a dead worker must be noticed; what it held has long been taken by another. */
export const goneAfterSeconds = 60;

/** How many deliveries of one handler are at work in a process, of how many at once. */
export const handDto = z.object({ handler: z.string(), label: z.string(), inHand: z.int(), concurrency: z.int() });
export type HandDto = z.output<typeof handDto>;

export const processDto = z.object({
  id: z.uuid(),
  kind: z.enum(processKinds),
  state: z.enum(processStates),
  host: z.string(),
  pid: z.int(),
  build: z.string(),
  /** Of a worker: relay, deliver, collect. */
  duties: z.array(z.string()),
  startedAt: z.iso.datetime(),
  /** The last beat. What follows is as of then. */
  seenAt: z.iso.datetime(),
  residentBytes: z.int(),
  heapUsedBytes: z.int(),
  /** How late the event loop was, 99th percentile between the last two beats. */
  loopDelaySeconds: z.number(),
  hands: z.array(handDto),
});
export type ProcessDto = z.output<typeof processDto>;

export const processListDto = z.object({ at: z.iso.datetime(), items: z.array(processDto) });
export type ProcessListDto = z.output<typeof processListDto>;
