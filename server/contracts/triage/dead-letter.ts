import * as z from "zod";
import { attemptDto, deliveryDto } from "#server/contracts/delivery/delivery.ts";
import { distributedTraceDto } from "#server/contracts/monitoring/distributed-trace.ts";
import { searchScopeDto } from "#server/contracts/triage/dead-letter-filter.ts";
import { draftFaults, draftShape } from "#server/contracts/triage/editing.ts";

const isoTime = z.iso.datetime();
const anyJson = z.json();

export const deadLetterItemDto = deliveryDto.extend({
  version: z.int(),
  subject: z.string(),
  orderId: z.uuid().nullable(),
  /** First line of the error as the last try left it. */
  error: z.string().nullable(),
  diedAt: isoTime,
  createdAt: isoTime,
  /** Later messages of the same subject that wait because of this one. */
  holding: z.int(),
  /** The fingerprint of what it died of; null for the moment until it has one. */
  cause: z.string().nullable(),
  /** When it was put away, by whom and why; null where it is not. A purged one cannot be restored. */
  discarded: z
    .object({ at: isoTime, by: z.string().nullable(), reason: z.string().nullable(), purged: z.boolean() })
    .nullable(),
});
export type DeadLetterItemDto = z.output<typeof deadLetterItemDto>;

export const deadLetterListDto = z.object({
  items: z.array(deadLetterItemDto),
  nextCursor: z.string().nullable(),
  /** Only where rows had to be looked at one by one: for a search, and for filters that no index answers together. */
  scope: searchScopeDto.nullable(),
});
export type DeadLetterListDto = z.output<typeof deadLetterListDto>;

export const triageActionDto = z.object({
  id: z.uuid(),
  action: z.enum([
    ...(["replay", "edit", "correct-recipient", "override", "undo", "discard", "restore", "release"] as const),
    ...(["retry", "stop", "resend"] as const),
  ]),
  actor: z.string(),
  reason: z.string().nullable(),
  deliveryId: z.uuid(),
  newDeliveryId: z.uuid().nullable(),
  before: anyJson.nullable(),
  after: anyJson.nullable(),
  /** A replay of a changed payload, also when the copies before and after were erased with the payload. */
  edited: z.boolean(),
  at: isoTime,
});
export type TriageActionDto = z.output<typeof triageActionDto>;

export const fixDto = z.object({
  id: z.string(),
  label: z.string(),
  /** Whether the failure code is one that this fix is made for. */
  suggested: z.boolean(),
  /** JSON Schema of its input, made from the handler's zod schema: the form is derived from it. */
  input: z.record(z.string(), anyJson),
  /** What the form starts with. */
  initial: z.record(z.string(), anyJson),
});
export type FixDto = z.output<typeof fixDto>;

/** Replays of one message that may die before only an admin may send it once more: a loop is not a retry policy. */
export const maxReplays = 5;

export const replayOverrides = ["alreadySent", "loop"] as const;
/** What an operator can overrule, by name and with a reason. */
export type ReplayOverride = (typeof replayOverrides)[number];

/** A later message of the same subject that went out before this one. */
export const overtakenDto = z.object({ id: z.uuid(), messageType: z.string(), at: isoTime });
export type OvertakenDto = z.output<typeof overtakenDto>;

/** What stands for or against a replay, by the facts of every revision and of the subject. */
export const replayGuardDto = z.object({
  accepted: z.object({ at: isoTime, reply: z.string().nullable(), revision: z.int() }).nullable(),
  maybeSentSince: isoTime.nullable(),
  replays: z.int(),
  maxReplays: z.int(),
  revokedBy: z.object({ messageType: z.string(), at: isoTime }).nullable(),
  overtakenBy: z.array(overtakenDto),
});
export type ReplayGuardDto = z.output<typeof replayGuardDto>;

export const revisionDto = deliveryDto.extend({
  createdAt: isoTime,
  /** Null once it was purged. */
  payload: anyJson,
  payloadPurgedAt: isoTime.nullable(),
  attemptRows: z.array(attemptDto),
  /** The replay that made it: of which revision, by whom, why. Null for the original. */
  replay: z
    .object({ of: z.uuid(), actor: z.string(), reason: z.string().nullable(), edited: z.boolean(), at: isoTime })
    .nullable(),
});
export type RevisionDto = z.output<typeof revisionDto>;

/** One message and one handler with everything that happened to them, whatever the state is now. */
export const deadLetterDto = deadLetterItemDto.extend({
  /** Locked fields of the envelope. */
  envelope: z.object({
    id: z.uuid(),
    source: z.string(),
    type: z.string(),
    version: z.int(),
    subject: z.string(),
    time: isoTime,
    traceparent: z.string().nullable(),
    trace: distributedTraceDto.nullable(),
  }),
  /** Null once it was purged. */
  payload: anyJson,
  /** When its payload was removed: restore, edit and replay answer 410 from then on. */
  payloadPurgedAt: isoTime.nullable(),
  /** JSON pointers of the payload's fields that are masked here. Sent back as they are, a replay keeps their values. */
  masked: z.array(z.string()),
  /** Until when whoever asks sees what is masked for others. */
  revealedUntil: isoTime.nullable(),
  fullError: z.string().nullable(),
  providerReply: z.string().nullable(),
  acceptedAt: isoTime.nullable(),
  retryPolicy: z.string(),
  attemptRows: z.array(attemptDto),
  /** Every revision of the root, oldest first. */
  lineage: z.array(revisionDto),
  /** The newest revision: the one that can be acted on. */
  newestId: z.uuid(),
  actions: z.array(triageActionDto),
  fixes: z.array(fixDto),
  guard: replayGuardDto,
  /** Other deliveries of the same subject. */
  sameSubject: z.array(deliveryDto),
});
export type DeadLetterDto = z.output<typeof deadLetterDto>;

const reason = z.string().trim().max(500, "must have at most 500 characters").optional();

/** A replay: as it is, by a saved edit or a suggestion, with a payload typed over it or a fix applied (never both). */
export const replayBody = z
  .strictObject({
    ...draftShape,
    reason,
    /** Replays although it was sent or may have been (alreadySent), or died after many replays (loop). Needs a reason. */
    override: z.strictObject({ alreadySent: z.literal(true).optional(), loop: z.literal(true).optional() }).optional(),
  })
  .superRefine(draftFaults);
export type ReplayBody = z.output<typeof replayBody>;

export const revealBody = z.strictObject({ reason });

export const discardBody = z.strictObject({
  reason: z.string().trim().min(1, "must say why").max(500, "must have at most 500 characters"),
});
export type DiscardBody = z.output<typeof discardBody>;

/** 202: the new delivery waits until `undoUntil`, then leaves. */
export const replayAcceptedDto = z.object({
  delivery: deliveryDto,
  replayOf: z.uuid(),
  undoUntil: isoTime,
  /** Later messages of the same subject that went out already: this one comes after them. */
  overtakenBy: z.array(overtakenDto),
});
export type ReplayAcceptedDto = z.output<typeof replayAcceptedDto>;
