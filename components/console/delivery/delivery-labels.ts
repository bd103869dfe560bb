import { handlerNoun } from "#components/console/delivery/handler-nouns.ts";
import { failureWords, orderNumber } from "#components/pipeline/stage-labels.ts";
import type { DeadLetterItemDto } from "#server/contracts/triage/dead-letter.ts";

type Named = Pick<DeadLetterItemDto, "handler" | "handlerLabel" | "orderId" | "subject">;

export const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
export const small = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;

/** `order mail for 8F2KD0A4`, as a person would ask for it. */
export function deliveryName({ handler, handlerLabel, orderId, subject }: Named): string {
  return `${handlerNoun(handler, handlerLabel).one} for ${orderId ? orderNumber(orderId) : subject}`;
}

/** `recipient rejected`, inside a sentence. */
export const failureInSentence = (code: string | null): string => small(failureWords(code).label);

export const attemptCount = (count: number): string => (count === 1 ? "1 try" : `${count} tries`);

/** What failed, in words: `Order mail: recipient rejected`. */
export const titleOf = ({
  handler,
  handlerLabel,
  failureCode,
}: Pick<DeadLetterItemDto, "handler" | "handlerLabel" | "failureCode">): string =>
  `${capital(handlerNoun(handler, handlerLabel).one)}: ${failureInSentence(failureCode)}`;
