import type { Metadata } from "next";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { NotForRole } from "#app/not-for-role.tsx";
import { Prefetched } from "#app/prefetched.tsx";
import { mayVisit } from "#app/visitor.ts";
import { CauseList } from "#components/causes/cause-list.tsx";
import { causesPerPage, causesQuery } from "#components/causes/causes-query.ts";
import { listCauses } from "#server/causes/list-causes.ts";
import { causeTabs } from "#server/contracts/cause.ts";

export const generateMetadata = (): Promise<Metadata> => consoleTitle("Causes");

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function CausesPage({ searchParams }: Props) {
  if (!(await mayVisit("dead-letters.read"))) return <NotForRole what="Causes" action="dead-letters.read" />;
  const given = await searchParams;
  const tab = causeTabs.find((known) => known === given.tab) ?? "open";
  const cursor = typeof given.cursor === "string" ? given.cursor : null;
  const read = () => listCauses({ tab, cursor, limit: causesPerPage });
  return (
    <Prefetched queries={[{ queryKey: causesQuery(tab, cursor).queryKey, read }]}>
      <CauseList tab={tab} cursor={cursor} key={`${tab} ${cursor}`} />
    </Prefetched>
  );
}
