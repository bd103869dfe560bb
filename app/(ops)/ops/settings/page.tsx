import type { Metadata } from "next";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { requireVisitor } from "#app/visitor.ts";
import { Account } from "#components/console/settings/account.tsx";
import { readPasswordHash } from "#server/identity/accounts/sql/read-password-hash.ts";
import { toMe } from "#server/identity/accounts/to-me.ts";
import { db } from "#server/platform/database/db.ts";

export const generateMetadata = (): Promise<Metadata> => consoleTitle("Your account");

export default async function AccountPage() {
  const actor = await requireVisitor();
  const hasPassword = actor.kind === "user" && (await readPasswordHash(db(), actor.id)) !== null;
  return <Account me={toMe(actor)} hasPassword={hasPassword} />;
}
