import type { Metadata } from "next";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { forRole } from "#app/for-role.tsx";
import { pageCursor } from "#app/page-cursor.ts";
import { Prefetched } from "#app/prefetched.tsx";
import { requireVisitor } from "#app/visitor.ts";
import { CauseList } from "#components/console/causes/cause-list.tsx";
import { causesPerPage, causesQuery } from "#components/console/causes/causes-query.ts";
import { causeTabs } from "#server/contracts/triage/cause.ts";
import { decodeCauseCursor } from "#server/triage/causes/cause-cursor.ts";
import { listCauses } from "#server/triage/causes/list-causes.ts";
import { maskCauses } from "#server/triage/privacy/mask-cause.ts";

export const generateMetadata = (): Promise<Metadata> => consoleTitle("Failure causes");

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default forRole("dead-letters.read", "Failure causes", async ({ searchParams }: Props) => {
  const given = await searchParams;
  const tab = causeTabs.find((known) => known === given.tab) ?? "open";
  const cursor = pageCursor(given.cursor, decodeCauseCursor);
  const actor = await requireVisitor();
  const read = () => maskCauses(listCauses({ tab, cursor, limit: causesPerPage }), actor);
  return (
    <Prefetched queries={[{ queryKey: causesQuery(tab, cursor).queryKey, read }]}>
      <CauseList tab={tab} cursor={cursor} key={`${tab} ${cursor}`} />
    </Prefetched>
  );
});
