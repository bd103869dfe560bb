import type { Metadata } from "next";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { NotForRole } from "#app/not-for-role.tsx";
import { Prefetched } from "#app/prefetched.tsx";
import { mayVisit } from "#app/visitor.ts";
import { tokensQuery } from "#components/console/settings/settings-query.ts";
import { Tokens } from "#components/console/settings/tokens.tsx";
import { listTokens } from "#server/identity/tokens/list-tokens.ts";

export const generateMetadata = (): Promise<Metadata> => consoleTitle("API tokens");

export default async function TokensPage() {
  if (!(await mayVisit("tokens.read"))) return <NotForRole what="API tokens" action="tokens.read" />;
  return (
    <Prefetched queries={[{ queryKey: tokensQuery().queryKey, read: listTokens }]}>
      <Tokens />
    </Prefetched>
  );
}
