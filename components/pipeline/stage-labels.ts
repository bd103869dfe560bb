import { failureCodes, isFailureCode } from "#server/contracts/delivery/failure-code.ts";
import type { TimelineEntryDto, TimelineStage } from "#server/contracts/shop/order.ts";

const handlerName = (entry: TimelineEntryDto) => entry.handler ?? "its handler";
const attemptSuffix = (entry: TimelineEntryDto) => (entry.attempt === null ? "" : `, try ${entry.attempt}`);
const revisionSuffix = (entry: TimelineEntryDto) =>
  entry.revision === null || entry.revision === 1 ? "" : `, revision ${entry.revision}`;
const causeSuffix = (entry: TimelineEntryDto) => (entry.failureCode === null ? "" : `: ${entry.failureCode}`);

/** What the machine did at each stage, in an engineer's words with ids, handler, try and failure code. */
const engineering: Record<TimelineStage, (entry: TimelineEntryDto) => string> = {
  order_saved: () => "order and outbox row saved, one transaction",
  order_shipped: () => "order shipped and outbox row saved, one transaction",
  order_cancelled: () => "order cancelled and outbox row saved, one transaction",
  message_written: (entry) => `${entry.messageType} written to the outbox as ${shortId(entry.messageId)}`,
  relayed: (entry) => `${shortId(entry.messageId)} relayed to its handlers`,
  handler_off: (entry) => `${handlerName(entry)} is off: no delivery`,
  attempt_failed: (entry) =>
    `${handlerName(entry)}${revisionSuffix(entry)}${attemptSuffix(entry)} failed${causeSuffix(entry)}`,
  retry_scheduled: (entry) => `${handlerName(entry)}${revisionSuffix(entry)}${attemptSuffix(entry)} is planned`,
  worker_lost: (entry) => `${handlerName(entry)}${revisionSuffix(entry)}${attemptSuffix(entry)}: its worker died`,
  delivered: (entry) => `${handlerName(entry)}${revisionSuffix(entry)}${attemptSuffix(entry)} delivered`,
  dead: (entry) => `${handlerName(entry)}${revisionSuffix(entry)}${attemptSuffix(entry)}, dead${causeSuffix(entry)}`,
  replayed: (entry) => `${handlerName(entry)}${revisionSuffix(entry)} replayed by hand`,
  undone: (entry) => `${handlerName(entry)}: replay undone before it left`,
  discarded: (entry) => `${handlerName(entry)}${revisionSuffix(entry)} discarded by hand`,
  restored: (entry) => `${handlerName(entry)}${revisionSuffix(entry)} restored by hand`,
};

export const stageLabel = (entry: TimelineEntryDto): string => engineering[entry.stage](entry);

/** The tail of a UUIDv7 is its random part: the head is the same for everything of one second. */
export const shortId = (id: string | null): string => (id === null ? "a message" : `…${id.slice(-6)}`);

/** An order as a person reads it out, as in the subject of its mails. */
export const orderNumber = (orderId: string): string => orderId.slice(0, 8).toUpperCase();

/** A failure in words, for codes that this build knows and those that it does not. */
export function failureWords(code: string | null): { label: string; nextStep: string } {
  if (code !== null && isFailureCode(code)) return failureCodes[code];
  return { label: "Unknown failure", nextStep: "Read the error of the last try before you replay." };
}
