import type { Metadata } from "next";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { NotForRole } from "#app/not-for-role.tsx";
import { Prefetched } from "#app/prefetched.tsx";
import { mayVisit } from "#app/visitor.ts";
import { usersQuery } from "#components/console/settings/settings-query.ts";
import { Users } from "#components/console/settings/users.tsx";
import { listUsers } from "#server/identity/accounts/list-users.ts";

export const generateMetadata = (): Promise<Metadata> => consoleTitle("Users");

export default async function UsersPage() {
  if (!(await mayVisit("users.read"))) return <NotForRole what="User management" action="users.read" />;
  return (
    <Prefetched queries={[{ queryKey: usersQuery().queryKey, read: listUsers }]}>
      <Users />
    </Prefetched>
  );
}
