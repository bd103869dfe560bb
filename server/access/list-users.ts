import { readUsers } from "#server/access/sql/read-users.ts";
import type { UserDto } from "#server/contracts/access.ts";
import { db } from "#server/db.ts";

export async function listUsers(): Promise<{ items: UserDto[] }> {
  return { items: await readUsers(db(), null) };
}
