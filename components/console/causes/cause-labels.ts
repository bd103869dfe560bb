import { capital } from "#components/console/delivery/delivery-labels.ts";
import type { CauseDto } from "#server/contracts/triage/cause.ts";

/** The title as a heading. Its placeholders stay as they are: they say what differs from one message to the next. */
export const causeTitle = ({ title }: Pick<CauseDto, "title">): string => capital(title);

/** `214`, or `1,000+` where the count stopped. */
export const formatBounded = ({ count, more }: { count: number; more: boolean }): string =>
  `${count.toLocaleString("en-GB")}${more ? "+" : ""}`;

const singular = (kind: string): string => kind.replace(/s$/, "");

/** `1 order`, `214 orders`, `1,000+ orders`. */
export function affectedText({ affected }: Pick<CauseDto, "affected">): string {
  const one = affected.count === 1 && !affected.more;
  return `${formatBounded(affected)} ${one ? singular(affected.kind) : affected.kind}`;
}

/** `holds 12 messages of 3 orders`, or null where nothing waits. */
export function blockingText({ holding, affected }: Pick<CauseDto, "holding" | "affected">): string | null {
  const { count, subjects, more } = holding;
  if (count === 0) return null;
  const messages = `${formatBounded(holding)} ${count === 1 && !more ? "message" : "messages"}`;
  const kind = subjects === 1 && !more ? singular(affected.kind) : affected.kind;
  return `holds ${messages} of ${formatBounded({ count: subjects, more })} ${kind}`;
}

/** What died in the hour that is not over: `+12 this hour`, or `steady`. */
export function paceText({ hours }: Pick<CauseDto, "hours">): string {
  const now = hours.at(-1) ?? 0;
  return now === 0 ? "steady" : `+${now.toLocaleString("en-GB")} this hour`;
}

/** `7 more die`, `1 more dies`: after "muted until". */
export const deadLettersLeft = (left: number): string =>
  left === 1 ? "1 more dies" : `${left.toLocaleString("en-GB")} more die`;

/** As people name a cause to each other: code and the beginning of its fingerprint. */
export const causeName = ({ failureCode, fingerprint }: Pick<CauseDto, "failureCode" | "fingerprint">): string =>
  `${failureCode} · ${fingerprint.slice(0, 4)}`;
