import type { PauseReason } from "#server/contracts/delivery/sending.ts";

/** The evidence for the cause in the title. */
export const pauseEvidence: Record<PauseReason, string> = {
  other_server: "It runs on another server than the one for which sending was confirmed, or on an upgraded one.",
  other_database: "It is a copy, and not the database for which sending was confirmed.",
  other_tables: "A backup was loaded over the database for which sending was confirmed.",
  other_timeline: "Both begin a new timeline, and either may have lost what was sent last.",
  withdrawn: "Its permit was withdrawn in the database, by hand or by rows of a backup.",
  never_confirmed: "It came without the permits of the original.",
};
