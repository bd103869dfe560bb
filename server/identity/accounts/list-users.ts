import type { UserListDto } from "#server/contracts/identity/access.ts";
import { readUsers } from "#server/identity/accounts/sql/read-users.ts";
import { untrustedProxy } from "#server/identity/sessions/untrusted-proxy.ts";
import { db } from "#server/platform/database/db.ts";

export async function listUsers(): Promise<UserListDto> {
  return { items: await readUsers(db(), null), untrustedProxy: untrustedProxy() };
}
