import type { Row } from "#bench/rig/report.ts";

/** The built product in production mode, without the demo, and what an attacker or an observer needs of it. */
export type Target = {
  origin: string;
  /** The database as its owner: only to look at what an attack left behind. */
  databaseUrl: string;
  /** What is random in an attack comes from it, so that a run can be repeated. */
  seed: number;
  /** A product of the catalogue that can be ordered. */
  productId: string;
  /** The `cookie` header of a signed-in account of each role. */
  cookies: Record<"viewer" | "operator" | "admin", string>;
  /** Reads the mails that the local mail server accepted for an address, oldest first. */
  mailsTo: (address: string) => Promise<{ subject: string; text: string; html: string }[]>;
};

/** One attack that succeeded once: `npm run prove -- attack` repeats it against the built product. */
export type Attack = {
  /** The door that it tries: `tokens`, `store-limits`. */
  name: string;
  title: string;
  /** Tries it and returns what was found. Throws only where the rig fails, never for a door that is open. */
  run: (target: Target) => Promise<Row[]>;
};

export const defineAttack = (attack: Attack): Attack => attack;
