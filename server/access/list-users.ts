import { readUsers } from "#server/access/sql/read-users.ts";
import { untrustedProxy } from "#server/access/untrusted-proxy.ts";
import type { UserListDto } from "#server/contracts/access.ts";
import { db } from "#server/db.ts";

export async function listUsers(): Promise<UserListDto> {
  return { items: await readUsers(db(), null), untrustedProxy: untrustedProxy() };
}
