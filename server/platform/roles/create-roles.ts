import { randomBytes } from "node:crypto";
import pg from "pg";
import { databaseRoles, type RoleName } from "#server/platform/roles/database-roles.ts";

type NewRole = { role: RoleName; password: string };

/** Generates passwords for new roles. Each is printed once. */
export const newRoles = (roles: readonly RoleName[]): NewRole[] =>
  roles.map((role) => ({ role, password: randomBytes(24).toString("hex") }));

/** The statement that creates a role with the right to log in and no other. */
export const createRoleStatement = ({ role, password }: NewRole): string =>
  `create role ${databaseRoles[role]} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls ` +
  `password ${pg.escapeLiteral(password)}`;

/** The URL by which a process connects to the same database as its role. */
export function roleUrlOf(url: string, { role, password }: NewRole): string {
  const own = new URL(url);
  own.username = databaseRoles[role];
  own.password = password;
  return own.href;
}
