import type { AttemptDto } from "#server/contracts/delivery/delivery.ts";
import { maskEmail } from "#server/contracts/email-address.ts";
import type { DeadLetterDto, DeadLetterItemDto, FixDto } from "#server/contracts/triage/dead-letter.ts";
import { type Json, maskPayload } from "#server/delivery/privacy/mask-payload.ts";
import { maskText } from "#server/delivery/privacy/mask-text.ts";
import { tellApart } from "#server/delivery/privacy/tell-apart.ts";

/** A row of the list: its error may repeat what the message holds about somebody. */
export function maskItem(item: DeadLetterItemDto, payload: Json): DeadLetterItemDto {
  const { text } = textOf(item.messageType, [payload]);
  return { ...item, error: text(item.error), discarded: maskDiscarded(item.discarded, text) };
}

/** One line about a message, which may repeat what the message holds about somebody. */
export const maskError = (error: string | null, type: string, payload: Json): string | null =>
  error === null ? null : textOf(type, [payload]).text(error);

const maskDiscarded = (discarded: DeadLetterItemDto["discarded"], text: (said: string | null) => string | null) =>
  discarded && { ...discarded, reason: text(discarded.reason) };

/** A whole letter: payload, lineage, what was done to it, its fixes, and all that mail servers said. */
export function maskLetter(letter: DeadLetterDto): DeadLetterDto {
  const type = letter.messageType;
  const copies = letter.actions.flatMap(({ before, after }) => [before, after]);
  const { values, text } = textOf(type, [letter.payload, ...letter.lineage.map(({ payload }) => payload), ...copies]);
  const attempts = (rows: readonly AttemptDto[]) =>
    rows.map((row) => ({ ...row, error: text(row.error), reply: text(row.reply) }));
  const { data, fields } = maskPayload(type, letter.payload);
  // Revisions are compared with each other: one mask for all of them.
  const mask = tellApart();
  const compared = (payload: Json) => maskPayload(type, payload, mask).data;
  return {
    ...letter,
    error: text(letter.error),
    discarded: maskDiscarded(letter.discarded, text),
    fullError: text(letter.fullError),
    providerReply: text(letter.providerReply),
    payload: data,
    masked: fields.map(({ pointer }) => pointer),
    attemptRows: attempts(letter.attemptRows),
    lineage: letter.lineage.map((revision) => ({
      ...revision,
      payload: compared(revision.payload),
      attemptRows: attempts(revision.attemptRows),
      replay: revision.replay && { ...revision.replay, reason: text(revision.replay.reason) },
    })),
    actions: letter.actions.map((action) => ({
      ...action,
      reason: text(action.reason),
      before: compared(action.before),
      after: compared(action.after),
    })),
    guard: {
      ...letter.guard,
      accepted: letter.guard.accepted && { ...letter.guard.accepted, reply: text(letter.guard.accepted.reply) },
    },
    fixes: letter.fixes.map((fix) => maskFix(fix, values)),
  };
}

/** What a form would start with is as personal as the field that it comes from. */
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
