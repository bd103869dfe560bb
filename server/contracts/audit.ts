import * as z from "zod";
import { subjectFields } from "#server/contracts/delivery/subject-fields.ts";

/** Audited actions with their verb phrase after the actor's name. */
export const auditActions = {
  "dead-letter.replay": "replayed",
  "dead-letter.edit": "edited",
  "dead-letter.correct-recipient": "changed the recipient of",
  "dead-letter.override": "overrode the replay warning of",
  "dead-letter.undo": "undid the replay of",
  "dead-letter.discard": "discarded",
  "dead-letter.restore": "restored",
  "dead-letter.release": "released the messages blocked by",
  "delivery.retry": "retried immediately",
  "delivery.stop": "stopped retrying",
  "delivery.resend": "resent a copy of",
  "replay.create": "created the bulk replay",
  "replay.start": "started the bulk replay",
  "replay.approve": "approved the bulk replay",
  "replay.decline": "declined the bulk replay",
  "replay.pause": "paused the bulk replay",
  "replay.resume": "resumed the bulk replay",
  "replay.abort": "aborted the bulk replay",
  "replay.rate": "changed the rate of the bulk replay",
  "replay.override": "overrode a guard in the bulk replay",
  "replay.stop": "stopped the bulk replay",
  "recipe.switch": "switched a recipe of",
  "replay.export": "exported the receipt of the bulk replay",
  "cause.mute": "muted",
  "cause.unmute": "unmuted",
  "cause.resolve": "resolved",
  "cause.reopen": "reopened",
  "cause.assign": "assigned",
  "cause.note": "edited the note of",
  "dead-letter.reveal": "revealed the personal data of",
  "dead-letter.export": "exported",
  "personal-data.search": "searched by address in",
  "access.refused": "was denied access",
  "order.cancel": "cancelled",
  "order.ship": "shipped",
  "inbox.clear": "emptied",
  "sending.pause": "paused",
  "sending.resume": "resumed",
  "handler.pause": "paused",
  "handler.resume": "resumed",
  "breaker.open": "opened the circuit breaker of",
  "breaker.close": "closed the circuit breaker of",
  "breaker.hold": "opened the circuit breaker of",
  "breaker.let-through": "closed the circuit breaker of",
  "breaker.probe-now": "probed",
  "alert.acknowledge": "acknowledged",
  "session.sign-in": "signed in",
  "session.sign-out": "signed out",
  "session.sign-out-everywhere": "signed out everywhere",
  "user.set-up": "created the first account",
  "user.invite": "invited",
  "user.change": "changed",
  "user.send-reset": "sent a password reset link to",
  "user.choose-password": "set a password for",
  "token.create": "created the token",
  "token.rotate": "rotated the token",
  "token.revoke": "revoked the token",
} as const;
export type AuditAction = keyof typeof auditActions;
export const auditActionNames = Object.keys(auditActions) as [AuditAction, ...AuditAction[]];

/** The values of `audit_entry.actor_kind`. */
export const actorKinds = ["user", "token", "system", "customer"] as const;

/** The values of `audit_entry.target_kind`. */
export const auditTargetKinds = [
  "delivery",
  "cause",
  "order",
  "user",
  "token",
  "inbox",
  "session",
  "sending",
  "handler",
  "alert",
  "list",
  "route",
  "replay",
] as const;

/** An entry as it is stored, with the subject of its message. */
export const storedAuditEntry = z.object({
  seq: z.int(),
  id: z.uuid(),
  at: z.iso.datetime(),
  actor: z.object({
    kind: z.enum(actorKinds),
    id: z.string().nullable(),
    name: z.string(),
    role: z.string().nullable(),
  }),
  action: z.string(),
  target: z.object({ kind: z.string(), id: z.string() }),
  /** The subject of the message, where the target is a delivery. */
  subject: z.string().nullable(),
  resultId: z.string().nullable(),
  reason: z.string().nullable(),
  before: z.json().nullable(),
  after: z.json().nullable(),
  /** Copies of a payload that were erased with it after the retention time. */
  erased: z.boolean(),
  requestId: z.string().nullable(),
  /** Hexadecimal. */
  hash: z.string(),
});
export const auditEntryDto = storedAuditEntry.extend(subjectFields);
export type AuditEntryDto = z.output<typeof auditEntryDto>;

export const auditListDto = z.object({ items: z.array(auditEntryDto), nextCursor: z.string().nullable() });
export type AuditListDto = z.output<typeof auditListDto>;
