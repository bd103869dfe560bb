import type { Queryable } from "#server/platform/database/db.ts";
import { presentRoles } from "#server/platform/roles/apply-grants.ts";
import { createRoleStatement, newRoles, roleUrlOf } from "#server/platform/roles/create-roles.ts";
import { databaseRoles, type RoleName, roleNames } from "#server/platform/roles/database-roles.ts";
import { grantStatements } from "#server/platform/roles/grant-statements.ts";

const settings: Record<RoleName, string> = {
  web: "WEB_DATABASE_URL",
  worker: "WORKER_DATABASE_URL",
  sink: "SINK_DATABASE_URL",
};

async function missingRoles(queryable: Queryable): Promise<RoleName[]> {
  const present = await presentRoles(queryable);
  return roleNames.filter((role) => !present.includes(role));
}

/** The SQL that creates the missing roles and grants all three their rights, for a role that may create roles. */
export async function rolesScript(queryable: Queryable, url: string): Promise<string> {
  const roles = newRoles(await missingRoles(queryable));
  const statements = [...roles.map(createRoleStatement), ...(await grantStatements(queryable))];
  const urls = roles.map((role) => `-- ${settings[role.role]}=${roleUrlOf(url, role)}`);
  return `${[...statements.map((statement) => `${statement};`), ...urls].join("\n")}\n`;
}

/** Creates the missing roles. Returns the settings for web, worker and sink, the only copy of the passwords. */
export async function makeRoles(queryable: Queryable, url: string): Promise<string[]> {
  const roles = newRoles(await missingRoles(queryable));
  for (const role of roles) await queryable.query(createRoleStatement(role));
  const kept = roleNames.filter((name) => !roles.some(({ role }) => role === name));
  return [
    ...roles.map((role) => `${settings[role.role]}=${roleUrlOf(url, role)}`),
    ...kept.map((name) => `# ${databaseRoles[name]} exists: its password is unchanged`),
  ];
}
