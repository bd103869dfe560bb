"use client";
import { useHydrated, useNow } from "#components/browser/now.tsx";
import { ageTone, formatAge } from "#components/format/format-age.ts";
import { formatTime, type TimeFormat } from "#components/format/format-time.ts";

/** Time in the user's time zone. The server render is in UTC. */
export function Time({ at, format = "clock", className }: { at: string; format?: TimeFormat; className?: string }) {
  const timeZone = useHydrated() ? undefined : "UTC";
  return (
    <time dateTime={at} title={at} className={className}>
      {formatTime(at, format, timeZone)}
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
