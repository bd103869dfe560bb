import * as z from "zod";

/**
 * Why sending is paused: how this database differs from the one for which sending was confirmed. `withdrawn`: by an operator,
 * or by rows of a dump. `never_confirmed`: a copy without permits. The values of the SQL function sending_paused_by.
 */
export const pauseReasons = [
  "other_server",
  "other_database",
  "other_tables",
  "other_timeline",
  "withdrawn",
  "never_confirmed",
] as const;
export type PauseReason = (typeof pauseReasons)[number];

const restored = "Sending is paused: this database was restored from a backup";

/** The title in alerts and on the overview: how this database differs from the confirmed one, as far as it is known. */
export const pauseTitles: Record<PauseReason, string> = {
  other_server: restored,
  other_database: restored,
  other_tables: restored,
  other_timeline: "Sending is paused: this database was recovered from a backup, or a standby was promoted",
  withdrawn: "Sending is paused: it was paused for a restore",
  never_confirmed: restored,
};

export const sendingPauseDto = z.object({
  reason: z.enum(pauseReasons),
  /** When a worker detected it. Null until then. */
  since: z.iso.datetime().nullable(),
});
export type SendingPauseDto = z.output<typeof sendingPauseDto>;

export const sendingResumedDto = z.object({ resumedAt: z.iso.datetime() });
export type SendingResumedDto = z.output<typeof sendingResumedDto>;
