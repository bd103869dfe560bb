import * as z from "zod";

export const processKinds = ["worker", "web", "sink"] as const;
export type ProcessKind = (typeof processKinds)[number];

/**
 * `alive`: sends heartbeats. `draining`: sends heartbeats and finishes its work in flight. `silent`: missed some heartbeats
 * and may return. `gone`: it or its host was killed. A process that shuts down cleanly deletes its row.
 */
export const processStates = ["alive", "draining", "silent", "gone"] as const;
export type ProcessState = (typeof processStates)[number];

/** Seconds since the last heartbeat. A worker sends one every 8 s, the others every 12 s. */
export const silentAfterSeconds = 25;
/** A lost worker is noticed within this time; other workers took over its jobs long before. */
export const goneAfterSeconds = 60;

/** How many deliveries of one handler are in flight in a process, and how many may be. */
const inFlightDto = z.object({
  handler: z.string(),
  label: z.string(),
  inHand: z.int(),
  concurrency: z.int(),
});
export type InFlightDto = z.output<typeof inFlightDto>;

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
  /** The last heartbeat. The values below are of that moment. */
  seenAt: z.iso.datetime(),
  residentBytes: z.int(),
  heapUsedBytes: z.int(),
  /** Event loop delay, 99th percentile between the last two heartbeats. */
  loopDelaySeconds: z.number(),
  hands: z.array(inFlightDto),
});
export type ProcessDto = z.output<typeof processDto>;

export const processListDto = z.object({ at: z.iso.datetime(), items: z.array(processDto) });
export type ProcessListDto = z.output<typeof processListDto>;
