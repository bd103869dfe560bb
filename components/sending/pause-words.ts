import type { PauseReason } from "#server/contracts/sending.ts";

type PauseWords = { title: string; evidence: string };

const restored = "Sending is paused: this database was restored from a backup";

/** What tells this database from the confirmed one, as far as it can be told: the sentence for a woken person, and its evidence. */
export const pauseWords: Record<PauseReason, PauseWords> = {
  other_server: {
    title: restored,
    evidence: "It runs on another server than the one for which sending was confirmed, or on an upgraded one.",
  },
  other_database: {
    title: restored,
    evidence: "It is a copy, and not the database for which sending was confirmed.",
  },
  other_tables: {
    title: restored,
    evidence: "A backup was loaded over the database for which sending was confirmed.",
  },
  other_timeline: {
    title: "Sending is paused: this database went back to a backup, or a standby took over",
    evidence: "Both begin a new timeline, and either may have lost what was sent last.",
  },
  withdrawn: {
    title: "Sending is paused: it was stopped for a restore",
    evidence: "Its permit was withdrawn in the database, by hand or by rows of a backup.",
  },
  never_confirmed: {
    title: restored,
    evidence: "It came without the permits of the original.",
  },
};
