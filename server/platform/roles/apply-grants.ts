import type pg from "pg";
import { inTransaction, type Queryable } from "#server/platform/database/db.ts";
import { databaseRoles, type RoleName, roleNames } from "#server/platform/roles/database-roles.ts";
import { grantStatements } from "#server/platform/roles/grant-statements.ts";

/** Which of the three roles the server has. */
export async function presentRoles(queryable: Queryable): Promise<RoleName[]> {
  const { rows } = await queryable.query<{ name: string }>(
    "select rolname as name from pg_roles where rolname = any($1::text[])",
    [Object.values(databaseRoles)],
  );
  const present = new Set(rows.map(({ name }) => name));
  return roleNames.filter((role) => present.has(databaseRoles[role]));
}

export type Granted = {
  roles: RoleName[];
  /** Excess rights that the migrating role cannot revoke, one sentence each. */
  leftovers: string[];
};

/**
 * Gives the roles that this server has their rights, after every migration; without any it changes nothing. One transaction: no
 * process loses a right for a moment. Safe to repeat and to race.
 */
export async function applyGrants(pool: pg.Pool): Promise<Granted> {
  return inTransaction(pool, async (tx) => {
    // Two at once would both update the same rows of the catalogue, which PostgreSQL refuses.
    await tx.query("select pg_advisory_xact_lock(hashtext('redeliver.grants'))");
    const roles = await presentRoles(tx);
    if (roles.length === 0) return { roles, leftovers: [] };
    await tx.query((await grantStatements(tx, roles)).join(";\n"));
    const leftovers: string[] = [];
    for (const role of roles) leftovers.push(...(await findLeftovers(tx, databaseRoles[role])));
    return { roles, leftovers };
  });
}

/** Rights that none of the three roles may have, whatever granted them. */
async function findLeftovers(queryable: Queryable, role: string): Promise<string[]> {
  const { rows } = await queryable.query<Record<"creates" | "temporary" | "attributes" | "owner", boolean>>(
    `select has_schema_privilege(r.oid, 'public', 'create') as creates,
            has_database_privilege(r.oid, current_database(), 'temporary')
              or has_database_privilege(r.oid, current_database(), 'create') as temporary,
            r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolreplication or r.rolbypassrls as attributes,
            pg_has_role(r.oid, current_user, 'member') as owner
     from pg_roles r where rolname = $1`,
    [role],
  );
  const [found] = rows;
  if (!found) return [];
  return [
    ...(found.creates
      ? [`${role} may create objects in schema public; run as its owner: revoke create on schema public from public`]
      : []),
    ...(found.temporary
      ? [
          `${role} may create schemas or temporary tables; run as the database's owner: revoke create, temporary on database … from public`,
        ]
      : []),
    ...(found.attributes ? [`${role} has attributes of an administrator; see: alter role ${role} nosuperuser …`] : []),
    ...(found.owner ? [`${role} is a member of the owner's role, which gives it every right`] : []),
  ];
}
