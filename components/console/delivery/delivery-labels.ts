import { formatCounted } from "#components/format/format-count.ts";
import { shortSubject } from "#components/format/subject-labels.ts";
import { failureOf } from "#server/contracts/delivery/failure-code.ts";
import type { DeadLetterItemDto } from "#server/contracts/triage/dead-letter.ts";

type Named = Pick<DeadLetterItemDto, "handlerNoun" | "subject">;

export const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
export const small = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;

/** Name of a delivery: `order mail for 8F2KD0A4`. */
export function deliveryName({ handlerNoun, subject }: Named): string {
  return `${handlerNoun.one} for ${shortSubject(subject) ?? subject}`;
}

/** Failure label inside a sentence: `recipient rejected`. */
export const failureInSentence = (code: string | null): string => small(failureOf(code).label);

export const attemptCount = (count: number): string => formatCounted(count, "attempt");

/** Title of a failure: `Order mail: recipient rejected`. */
export const titleOf = ({ handlerNoun, failureCode }: Pick<DeadLetterItemDto, "handlerNoun" | "failureCode">): string =>
  `${capital(handlerNoun.one)}: ${failureInSentence(failureCode)}`;
