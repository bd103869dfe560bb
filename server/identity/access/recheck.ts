import { credentialOf, type KnownActor } from "#server/audit/actor.ts";
import { findRoles } from "#server/identity/access/sql/find-roles.ts";
import { db } from "#server/platform/database/db.ts";
import { env } from "#server/platform/env/env.ts";

/** The environment's own token changes with the process alone. */
const isForever = ({ kind, id }: KnownActor) => kind === "token" && id === "API_TOKEN";

/**
 * Who of them may not go on as they came: signed out, disabled, revoked, replaced, expired, or with another role by now. One statement
 * for all, whatever their number.
 */
export async function recheck<Holder extends { actor: KnownActor }>(holders: readonly Holder[]): Promise<Holder[]> {
  const asked = holders.filter(({ actor }) => !isForever(actor));
  if (asked.length === 0) return [];
  const idsOf = (kind: KnownActor["kind"]) => [
    ...new Set(asked.filter(({ actor }) => actor.kind === kind).map(({ actor }) => credentialOf(actor))),
  ];
  const roles = await findRoles(db(), {
    sessions: idsOf("user"),
    secrets: idsOf("token"),
    demo: env().DEMO_MODE,
  });
  return asked.filter(({ actor }) => roles.get(credentialOf(actor)) !== actor.role);
}
