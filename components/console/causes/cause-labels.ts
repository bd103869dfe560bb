import { capital } from "#components/console/delivery/delivery-labels.ts";
import { formatCount, formatCounted } from "#components/format/format-count.ts";
import type { CauseDto } from "#server/contracts/triage/cause.ts";

/** Title of a cause. Its placeholders stand for the parts that differ between messages. */
export const causeTitle = ({ title }: Pick<CauseDto, "title">): string => capital(title);

/** Formats a bounded count: `214`, or `1,000+` if counting stopped. */
export const formatBounded = ({ count, more }: { count: number; more: boolean }): string =>
  `${formatCount(count)}${more ? "+" : ""}`;

const singular = (kind: string): string => kind.replace(/s$/, "");

/** Count and kind: `214 invoices`, `1,000+ invoices`. */
export function affectedText({ affected }: Pick<CauseDto, "affected">): string {
  const one = affected.count === 1 && !affected.more;
  return `${formatBounded(affected)} ${one ? singular(affected.kind) : affected.kind}`;
}

/** `blocks 12 messages of 3 invoices`, or null. */
export function blockingText({ holding, affected }: Pick<CauseDto, "holding" | "affected">): string | null {
  const { count, subjects, more } = holding;
  if (count === 0) return null;
  const messages = `${formatBounded(holding)} ${count === 1 && !more ? "message" : "messages"}`;
  const kind = subjects === 1 && !more ? singular(affected.kind) : affected.kind;
  return `blocks ${messages} of ${formatBounded({ count: subjects, more })} ${kind}`;
}

/** Dead letters of the current hour: `+12 this hour`, or `steady`. */
export function paceText({ hours }: Pick<CauseDto, "hours">): string {
  const now = hours.at(-1) ?? 0;
  return now === 0 ? "steady" : `+${formatCount(now)} this hour`;
}

/** `7 more dead letters`, after "muted until". */
export const deadLettersLeft = (left: number): string => formatCounted(left, "more dead letter");

/** Short name of a cause: code and start of the fingerprint. */
export const causeName = ({ failureCode, fingerprint }: Pick<CauseDto, "failureCode" | "fingerprint">): string =>
  `${failureCode} · ${fingerprint.slice(0, 4)}`;
