import type { Row } from "#bench/rig/report.ts";

/** The built product in production mode without the demo, with the access that an attacker or an observer needs. */
export type Target = {
  origin: string;
  /** The database as its owner. Used only to inspect the result of an attack. */
  databaseUrl: string;
  /** The source of all randomness in an attack, so that a run can be repeated. */
  seed: number;
  /** A product of the catalogue that can be ordered. */
  productId: string;
  /** The `cookie` header of a signed-in account of each role. */
  cookies: Record<"viewer" | "operator" | "admin", string>;
  /** Reads the mails that the local mail server accepted for an address, oldest first. */
  mailsTo: (address: string) => Promise<{ subject: string; text: string; html: string }[]>;
};

/** An attack that succeeded on an earlier version. `npm run prove -- attack` repeats it against the built product. */
export type Attack = {
  /** The part of the product that it attacks: `tokens`, `store-flood`. */
  name: string;
  title: string;
  /** Runs the attack and returns its findings. Throws only where the rig fails, never for a vulnerability. */
  run: (target: Target) => Promise<Row[]>;
};

export const defineAttack = (attack: Attack): Attack => attack;
