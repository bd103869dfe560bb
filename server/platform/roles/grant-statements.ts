import pg from "pg";
import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { queueSchema } from "#server/platform/pgboss/boss.ts";
import { databaseRoles, type RoleName, roleNames } from "#server/platform/roles/database-roles.ts";
import { sequenceRights, tableRights } from "#server/platform/roles/table-rights.ts";

const schemas = `public, ${queueSchema}`;
const quote = pg.escapeIdentifier;
const listOf = (roles: readonly RoleName[]): string => roles.map((role) => databaseRoles[role]).join(", ");

const tableRow = z.object({ schema: z.string(), name: z.string(), parentSchema: z.string(), parent: z.string() });
type Table = z.output<typeof tableRow>;

/**
 * The statements that grant the roles exactly the rights of table-rights.ts in this database and revoke all others. They can be
 * repeated. Partitions have the rights of their table. Omits what the current role may not grant.
 */
export async function grantStatements(queryable: Queryable, roles: readonly RoleName[] = roleNames): Promise<string[]> {
  const { database, ownsDatabase, ownsSchema } = await readOwnership.one(queryable);
  const tables = await readTables(queryable);
  const functions = (await readFunctions.all(queryable, [queueSchema])).map(({ name }) => name);
  const sequences = (await readSequences.all(queryable, [queueSchema])).map(({ name }) => name);
  const grantees = listOf(roles);
  return [
    // A temporary table would shadow the real one in the triggers' statements.
    ...(ownsDatabase ? [`revoke create, temporary on database ${quote(database)} from public`] : []),
    ...(ownsDatabase ? [`grant connect on database ${quote(database)} to ${grantees}`] : []),
    ...(ownsSchema ? ["revoke create on schema public from public"] : []),
    `grant usage on schema ${schemas} to ${grantees}`,
    "alter default privileges revoke execute on functions from public",
    `revoke execute on function ${functions.join(", ")} from public`,
    `grant execute on function ${functions.join(", ")} to ${grantees}`,
    `revoke all on table ${tables.map(nameOf).join(", ")} from public, ${grantees}`,
    `revoke all on sequence ${sequences.join(", ")} from public, ${grantees}`,
    ...tables.flatMap((table) => grantsOf(table, roles)),
    ...Object.entries(sequenceRights).flatMap(([sequence, owners]) => {
      const granted = owners.filter((role) => roles.includes(role));
      return granted.length === 0 ? [] : [`grant usage on sequence ${quote(sequence)} to ${listOf(granted)}`];
    }),
  ];
}

const nameOf = ({ schema, name }: Table): string => `${quote(schema)}.${quote(name)}`;

/** The key of a table's rights in table-rights.ts. */
export const rightsKeyOf = ({ parentSchema, parent }: Pick<Table, "parentSchema" | "parent">): string =>
  parentSchema === "public" ? parent : `${parentSchema}.${parent}`;

function grantsOf(table: Table, roles: readonly RoleName[]): string[] {
  const rights = tableRights[rightsKeyOf(table)] ?? {};
  return roles.flatMap((role) => {
    const granted = rights[role];
    return granted === undefined ? [] : [`grant ${granted} on ${nameOf(table)} to ${databaseRoles[role]}`];
  });
}

const readOwnership = defineStatement({
  name: "read_ownership",
  text: `select datname as database, pg_has_role(datdba, 'usage') as "ownsDatabase",
            (select pg_has_role(nspowner, 'usage') from pg_namespace where nspname = 'public') as "ownsSchema"
     from pg_database where datname = current_database()`,
  row: z.object({ database: z.string(), ownsDatabase: z.boolean(), ownsSchema: z.boolean() }),
});

/** Excludes objects of extensions. */
const isOurs = (catalogue: string, object: string) =>
  `not exists (select from pg_depend where classid = '${catalogue}'::regclass and objid = ${object} and deptype = 'e')`;

const selectTables = defineStatement({
  name: "read_tables",
  text: `select n.nspname as schema, c.relname as name,
            coalesce(pn.nspname, n.nspname) as "parentSchema", coalesce(p.relname, c.relname) as parent
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     left join pg_inherits i on i.inhrelid = c.oid
     left join pg_class p on p.oid = i.inhparent left join pg_namespace pn on pn.oid = p.relnamespace
     where n.nspname in ('public', $1) and c.relkind in ('r', 'p', 'v', 'm') and ${isOurs("pg_class", "c.oid")} order by 1, 2`,
  row: tableRow,
});

/** Every table of ours and of pg-boss, with its partitioned table, or itself. */
export const readTables = (queryable: Queryable): Promise<Table[]> => selectTables.all(queryable, [queueSchema]);

const objectName = z.object({ name: z.string() });

const readSequences = defineStatement({
  name: "read_sequences",
  text: `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('public', $1) and c.relkind = 'S' and ${isOurs("pg_class", "c.oid")} order by 1`,
  row: objectName,
});

const readFunctions = defineStatement({
  name: "read_functions",
  text: `select format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) as name
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where n.nspname in ('public', $1) and p.prokind = 'f' and ${isOurs("pg_proc", "p.oid")} order by 1`,
  row: objectName,
});
