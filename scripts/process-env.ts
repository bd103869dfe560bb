import type { RawEnv } from "#scripts/product-env.ts";
import { envOfProcess } from "#server/platform/env/env-of-process.ts";
import type { RoleName } from "#server/platform/roles/database-roles.ts";

export type RoleUrls = Partial<Record<RoleName, string>>;

/** The database roles given for an external database. */
export const roleUrlsOf = (env: RawEnv): RoleUrls => ({
  web: env.WEB_DATABASE_URL,
  worker: env.WORKER_DATABASE_URL,
  sink: env.SINK_DATABASE_URL,
});

/** A notice if web or worker has no database role of its own, else null. */
export function noticeOfRoles({ web, worker }: RoleUrls): string | null {
  if (web !== undefined && worker !== undefined) return null;
  return "The database's owner also serves web and worker. Roles with fewer rights: docs/operations.md, Database roles.";
}

/** The variables of one process: those that it reads, and the database URL of its role. */
export function envOf(process: RoleName, env: RawEnv, roleUrls: RoleUrls): RawEnv {
  const own = roleUrls[process];
  const given = envOfProcess(process, env);
  if (own === undefined) return given;
  return { ...given, DATABASE_URL: own, DIRECT_URL: given.DIRECT_URL && asUserOf(own, given.DIRECT_URL) };
}

/** The direct URL is the owner's; a process gets it with its own role. */
function asUserOf(own: string, direct: string): string {
  const url = new URL(direct);
  const { username, password } = new URL(own);
  url.username = username;
  url.password = password;
  return url.href;
}
