import { type Actor, withoutAccount } from "#server/audit/actor.ts";

/** The author of an action that the secret of an order allows. */
export const customer: Actor = { ...withoutAccount, kind: "customer", name: "customer" };
