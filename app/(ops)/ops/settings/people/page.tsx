import type { Metadata } from "next";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { forRole } from "#app/for-role.tsx";
import { Prefetched } from "#app/prefetched.tsx";
import { usersQuery } from "#components/console/settings/settings-query.ts";
import { Users } from "#components/console/settings/users.tsx";
import { listUsers } from "#server/identity/accounts/list-users.ts";

export const generateMetadata = (): Promise<Metadata> => consoleTitle("Users");

export default forRole("users.read", "User management", () => (
  <Prefetched queries={[{ queryKey: usersQuery().queryKey, read: listUsers }]}>
    <Users />
  </Prefetched>
));
