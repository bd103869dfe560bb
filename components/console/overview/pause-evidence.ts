import type { PauseReason } from "#server/contracts/delivery/sending.ts";

/** Evidence for the pause reason in the title. */
export const pauseEvidence: Record<PauseReason, string> = {
  other_server: "Sending was confirmed for a different server, or the server was upgraded.",
  other_database: "Sending was confirmed for a different database; this is a copy.",
  other_tables: "A backup was loaded into the database for which sending was confirmed.",
  other_timeline: "Both start a new timeline and may have lost the most recent sends.",
  withdrawn: "The sending permit was withdrawn in the database, by an operator or by restored rows.",
  never_confirmed: "The database has no sending permit.",
};
