"use client";
import { useHydrated, useNow } from "#components/browser/now.tsx";
import { ageTone, formatAge } from "#components/format/format-age.ts";

const formats = {
  /** 02:49:50 */
  clock: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
  /** 02:49 */
  minute: { hour: "2-digit", minute: "2-digit" },
  /** 22 Nov */
  date: { day: "numeric", month: "short" },
  /** 22 Nov, 02:49 */
  day: { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  /** 22 Nov 2026, 02:49:50 */
  full: { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" },
  /** 22 Nov, 02:49:50.123 */
  instant: {
    ...{ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" },
    fractionalSecondDigits: 3,
  },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Cached: creating a formatter takes a hundred times as long as using it. */
function formatterOf(format: keyof typeof formats, timeZone: string | undefined): Intl.DateTimeFormat {
  const key = `${format} ${timeZone}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", { ...formats[format], hourCycle: "h23", timeZone });
  formatters.set(key, made);
  return made;
}

/** Time in the user's time zone. The server render is in UTC. */
export function Time({
  at,
  format = "clock",
  className,
}: {
  at: string;
  format?: keyof typeof formats;
  className?: string;
}) {
  const timeZone = useHydrated() ? undefined : "UTC";
  const date = new Date(at);
  const text = formatterOf(format, timeZone).format(date);
  return (
    <time dateTime={at} title={at} className={className}>
      {text}
    </time>
  );
}

/** Ticking age. With a goal it turns amber and then red. */
export function Age({ since, goalSeconds }: { since: string; goalSeconds?: number }) {
  const seconds = (useNow() - Date.parse(since)) / 1000;
  return (
    <time
      dateTime={since}
      title={since}
      className={goalSeconds === undefined ? undefined : ageTone(seconds, goalSeconds)}
    >
      {formatAge(Math.max(seconds, 1))}
    </time>
  );
}

/** Ticking countdown: `in 20 s`, then `now`. */
export function Until({ at }: { at: string }) {
  const seconds = (Date.parse(at) - useNow()) / 1000;
  return (
    <time dateTime={at} title={at}>
      {seconds > 0 ? `in ${formatAge(Math.max(seconds, 1))}` : "now"}
    </time>
  );
}
