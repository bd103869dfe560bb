import type { Metadata } from "next";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { forRole } from "#app/for-role.tsx";
import { Prefetched } from "#app/prefetched.tsx";
import { tokensQuery } from "#components/console/settings/settings-query.ts";
import { Tokens } from "#components/console/settings/tokens.tsx";
import { listTokens } from "#server/identity/tokens/list-tokens.ts";

export const generateMetadata = (): Promise<Metadata> => consoleTitle("API tokens");

export default forRole("tokens.read", "API tokens", () => (
  <Prefetched queries={[{ queryKey: tokensQuery().queryKey, read: listTokens }]}>
    <Tokens />
  </Prefetched>
));
