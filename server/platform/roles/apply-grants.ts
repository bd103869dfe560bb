import type pg from "pg";
import * as z from "zod";
import { inTransaction, type Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { databaseRoles, type RoleName, roleNames } from "#server/platform/roles/database-roles.ts";
import { grantStatements } from "#server/platform/roles/grant-statements.ts";

const findRoles = defineStatement({
  name: "find_database_roles",
  text: "select rolname as name from pg_roles where rolname = any($1::text[])",
  row: z.object({ name: z.string() }),
});

/** Which of the three roles the server has. */
export async function presentRoles(queryable: Queryable): Promise<RoleName[]> {
  const found = await findRoles.all(queryable, [Object.values(databaseRoles)]);
  const present = new Set(found.map(({ name }) => name));
  return roleNames.filter((role) => present.has(databaseRoles[role]));
}

type Granted = {
  roles: RoleName[];
  /** Excess rights that the migrating role cannot revoke, one sentence each. */
  leftovers: string[];
};

/**
 * Grants the existing roles their rights, after every migration. Changes nothing where no role exists. One transaction, so
 * that no process loses a right for a moment. Safe to repeat and to run concurrently.
 */
export async function applyGrants(pool: pg.Pool): Promise<Granted> {
  return inTransaction(pool, async (tx) => {
    // PostgreSQL refuses concurrent updates of the same catalogue rows.
    await tx.query("select pg_advisory_xact_lock(hashtext('redeliver.grants'))");
    const roles = await presentRoles(tx);
    if (roles.length === 0) return { roles, leftovers: [] };
    await tx.query((await grantStatements(tx, roles)).join(";\n"));
    const leftovers: string[] = [];
    for (const role of roles) leftovers.push(...(await findLeftovers(tx, databaseRoles[role])));
    return { roles, leftovers };
  });
}

const findExcessRights = defineStatement({
  name: "find_excess_rights",
  text: `select has_schema_privilege(r.oid, 'public', 'create') as creates,
            has_database_privilege(r.oid, current_database(), 'temporary')
              or has_database_privilege(r.oid, current_database(), 'create') as temporary,
            r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolreplication or r.rolbypassrls as attributes,
            pg_has_role(r.oid, current_user, 'member') as owner
     from pg_roles r where rolname = $1`,
  row: z.object({ creates: z.boolean(), temporary: z.boolean(), attributes: z.boolean(), owner: z.boolean() }),
});

/** Rights that none of the three roles may have, from whatever grant. */
async function findLeftovers(queryable: Queryable, role: string): Promise<string[]> {
  const found = await findExcessRights.maybeOne(queryable, [role]);
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
