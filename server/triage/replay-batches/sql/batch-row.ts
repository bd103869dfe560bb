import * as z from "zod";
import { roles, scopeDto } from "#server/contracts/identity/access.ts";
import { stopCodes, waveModes } from "#server/contracts/triage/replay-batch.ts";
import { replayChange } from "#server/contracts/triage/replay-change.ts";
import { replayStates } from "#server/contracts/triage/replay-outcomes.ts";

/** The values of `replay_batch.select_kind`. */
export const selectKinds = ["cause", "filter", "letters", "failures"] as const;
/** The values of `replay_batch.decision`. */
export const approvalDecisions = ["approved", "declined"] as const;

/** The actor in whose name the driver replays, as the batch keeps it. */
const batchActor = z.object({
  kind: z.enum(["user", "token"]),
  id: z.string(),
  name: z.string(),
  role: z.enum(roles),
  scopes: z.array(scopeDto).nullable(),
  ownerId: z.string().nullable(),
  demo: z.boolean(),
});
export type BatchActor = z.output<typeof batchActor>;

const count = z.int();
export const batchRow = z.object({
  id: z.uuid(),
  name: z.string(),
  state: z.enum(replayStates),
  selectKind: z.enum(selectKinds),
  cause: z.string().nullable(),
  filter: z.record(z.string(), z.string()).nullable(),
  failuresOf: z.uuid().nullable(),
  selection: z.string(),
  handlers: z.array(z.string()).nullable(),
  causes: z.array(z.string()).nullable(),
  change: replayChange.nullable(),
  recipeId: z.uuid().nullable(),
  reason: z.string(),
  waveMode: z.enum(waveModes),
  ratePerSecond: count.nullable(),
  startsWhenPrepared: z.boolean(),
  ...{ total: count, pending: count, inFlight: count, delivered: count, failedAgain: count },
  ...{ alreadySent: count, conflict: count, invalid: count, blocked: count, aborted: count },
  ...{ prepared: count, changed: count, unchanged: count },
  failureCauses: z.record(z.string(), count),
  sentTwice: count,
  /** Numbers of changed items with the size of their change, largest first. */
  samples: z.array(z.object({ number: count, size: count })),
  approvalRequired: z.boolean(),
  approvalLimit: count.nullable(),
  decision: z.enum(approvalDecisions).nullable(),
  decidedById: z.string().nullable(),
  decidedByName: z.string().nullable(),
  decidedAt: z.date().nullable(),
  decisionReason: z.string().nullable(),
  createdById: z.string(),
  createdByName: z.string(),
  createdByAccount: z.string(),
  actor: batchActor,
  requestId: z.string().nullable(),
  lastAction: z.string().nullable(),
  lastById: z.string().nullable(),
  lastByName: z.string().nullable(),
  lastAt: z.date().nullable(),
  stopCode: z.enum(stopCodes).nullable(),
  stopWords: z.string().nullable(),
  stopCause: z.string().nullable(),
  tokens: z.number(),
  tokensAt: z.date(),
  yielding: z.boolean(),
  frozenAt: z.date(),
  createdAt: z.date(),
  startedAt: z.date().nullable(),
  endedAt: z.date().nullable(),
  version: count,
});
export type BatchRow = z.output<typeof batchRow>;

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
/** The columns of `batchRow`, for a statement that names `replay_batch` b. */
export const batchColumns = Object.keys(batchRow.shape)
  .map((name) => `b.${snake(name)} as "${name}"`)
  .join(", ");
