const formats = {
  /** 02:49:50 */
  clock: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
  /** 02:49:50 CET */
  zoned: { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "short" },
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

export type TimeFormat = keyof typeof formats;

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Formats a time, by default in the time zone of the runtime. Formatters are cached: creating one costs 100 uses. */
export function formatTime(at: string | number, format: TimeFormat, timeZone?: string): string {
  const key = `${format} ${timeZone}`;
  const known = formatters.get(key);
  const formatter = known ?? new Intl.DateTimeFormat("en-GB", { ...formats[format], hourCycle: "h23", timeZone });
  if (!known) formatters.set(key, formatter);
  return formatter.format(new Date(at));
}
