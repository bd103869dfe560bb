import type { AttemptDto } from "#server/contracts/delivery/delivery.ts";
import { maskEmail } from "#server/contracts/email-address.ts";
import type { DeadLetterDto, DeadLetterItemDto, FixDto } from "#server/contracts/triage/dead-letter.ts";
import { createDistinctMasker } from "#server/delivery/privacy/create-distinct-masker.ts";
import { type Json, maskPayload } from "#server/delivery/privacy/mask-payload.ts";
import { maskText } from "#server/delivery/privacy/mask-text.ts";

/** Masks a row of a list: its error may repeat personal data of its message. */
export function maskItem(item: DeadLetterItemDto, payload: Json): DeadLetterItemDto {
  const { text } = textOf(item.messageType, [payload]);
  return { ...item, error: text(item.error), discarded: maskDiscarded(item.discarded, text) };
}

/** Masks one error of a message, which may repeat personal data of it. */
export const maskError = (error: string | null, type: string, payload: Json): string | null =>
  error === null ? null : textOf(type, [payload]).text(error);

const maskDiscarded = (discarded: DeadLetterItemDto["discarded"], text: (said: string | null) => string | null) =>
  discarded && { ...discarded, reason: text(discarded.reason) };

/** Masks a dead letter: payload, lineage, actions, fixes, and every reply of a mail server. */
export function maskDeadLetter(deadLetter: DeadLetterDto): DeadLetterDto {
  const type = deadLetter.messageType;
  const copies = deadLetter.actions.flatMap(({ before, after }) => [before, after]);
  const { values, text } = textOf(type, [
    deadLetter.payload,
    ...deadLetter.lineage.map(({ payload }) => payload),
    ...copies,
  ]);
  const attempts = (rows: readonly AttemptDto[]) =>
    rows.map((row) => ({ ...row, error: text(row.error), reply: text(row.reply) }));
  const { data, fields } = maskPayload(type, deadLetter.payload);
  // One mask for all revisions, because they are compared with each other.
  const mask = createDistinctMasker();
  const compared = (payload: Json) => maskPayload(type, payload, mask).data;
  return {
    ...deadLetter,
    error: text(deadLetter.error),
    discarded: maskDiscarded(deadLetter.discarded, text),
    fullError: text(deadLetter.fullError),
    providerReply: text(deadLetter.providerReply),
    payload: data,
    masked: fields.map(({ pointer }) => pointer),
    attemptRows: attempts(deadLetter.attemptRows),
    lineage: deadLetter.lineage.map((revision) => ({
      ...revision,
      payload: compared(revision.payload),
      attemptRows: attempts(revision.attemptRows),
      replay: revision.replay && { ...revision.replay, reason: text(revision.replay.reason) },
    })),
    actions: deadLetter.actions.map((action) => ({
      ...action,
      reason: text(action.reason),
      before: compared(action.before),
      after: compared(action.after),
    })),
    guard: {
      ...deadLetter.guard,
      accepted: deadLetter.guard.accepted && {
        ...deadLetter.guard.accepted,
        reply: text(deadLetter.guard.accepted.reply),
      },
    },
    fixes: deadLetter.fixes.map((fix) => maskFix(fix, values)),
  };
}

/** Masks the initial values of a fix's form, which come from the payload. */
function maskFix(fix: FixDto, values: readonly string[]): FixDto {
  const initial = Object.entries(fix.initial).map(([key, value]) => {
    if (typeof value !== "string") return [key, value];
    return [key, values.includes(value) ? maskEmail(value) : maskText(value, values)];
  });
  return { ...fix, initial: Object.fromEntries(initial) };
}

function textOf(type: string, payloads: readonly Json[]) {
  const values = payloads.flatMap((payload) => maskPayload(type, payload).fields.map(({ value }) => String(value)));
  return { values, text: (said: string | null) => (said === null ? null : maskText(said, values)) };
}
