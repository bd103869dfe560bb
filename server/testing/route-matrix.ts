import type { Callers } from "#server/http/route/route-definition.ts";

/** The callers of every route in the test of the role matrix. A token here is the environment's, with the role of an operator. */
export const who = ["anonymous", "viewer", "operator", "admin", "token"] as const;
type Who = (typeof who)[number];

/** Which of them gets past authorisation, by what a route states in `callers`. */
export const allowedOf: Record<Callers, readonly Who[]> = {
  anyone: who,
  sessions: ["viewer", "operator", "admin"],
  readers: ["viewer", "operator", "admin", "token"],
  operators: ["operator", "admin", "token"],
  admins: ["admin"],
};
