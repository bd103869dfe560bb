import type { RawEnv } from "#scripts/product-env.ts";
import { envOfProcess } from "#server/env-of-process.ts";
import type { RoleName } from "#server/roles/database-roles.ts";

export type RoleUrls = Partial<Record<RoleName, string>>;

/** The roles that a person gave for a database of their own. */
export const roleUrlsOf = (env: RawEnv): RoleUrls => ({
  web: env.WEB_DATABASE_URL,
  worker: env.WORKER_DATABASE_URL,
  sink: env.SINK_DATABASE_URL,
});

/** What a person should be told who gave the database one role, or not all that serve; null where each process has its own. */
export function noticeOfRoles({ web, worker }: RoleUrls): string | null {
  if (web !== undefined && worker !== undefined) return null;
  return "The database's owner also serves web and worker. Roles with fewer rights: README, Database roles.";
}

/** What one process gets: the variables that it reads, and the database as its own role where there is one. */
export function envOf(process: RoleName, env: RawEnv, roleUrls: RoleUrls): RawEnv {
  const own = roleUrls[process];
  const given = envOfProcess(process, env);
  if (own === undefined) return given;
  return { ...given, DATABASE_URL: own, DIRECT_URL: given.DIRECT_URL && asUserOf(own, given.DIRECT_URL) };
}

/** The direct way to the database belongs to the owner; a process takes it as its own role. */
function asUserOf(own: string, direct: string): string {
  const url = new URL(direct);
  const { username, password } = new URL(own);
  url.username = username;
  url.password = password;
  return url.href;
}
