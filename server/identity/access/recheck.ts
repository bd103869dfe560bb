import { credentialOf, type KnownActor } from "#server/audit/actor.ts";
import { findRoles } from "#server/identity/access/sql/find-roles.ts";
import { db } from "#server/platform/database/db.ts";
import { env } from "#server/platform/env/env.ts";

/** The token of the environment is valid as long as the process lives. */
const isEnvironmentToken = ({ kind, id }: KnownActor) => kind === "token" && id === "API_TOKEN";

/**
 * Returns the holders whose credential is no longer valid: signed out, disabled, revoked, replaced or expired, or with another
 * role. One statement for all of them.
 */
export async function recheck<Holder extends { actor: KnownActor }>(holders: readonly Holder[]): Promise<Holder[]> {
  const asked = holders.filter(({ actor }) => !isEnvironmentToken(actor));
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
