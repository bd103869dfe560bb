import type { Metadata } from "next";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { forRole } from "#app/for-role.tsx";
import { pageCursor } from "#app/page-cursor.ts";
import { Prefetched } from "#app/prefetched.tsx";
import { ReplayList } from "#components/console/replays/list/replay-list.tsx";
import { listFilter, replaysPerPage, replaysQuery } from "#components/console/replays/replays-query.ts";
import { replayStates } from "#server/contracts/triage/replay-outcomes.ts";
import { decodeCursor } from "#server/triage/keyset/cursor.ts";
import { listBatches } from "#server/triage/replay-batches/list-batches.ts";

export const generateMetadata = (): Promise<Metadata> => consoleTitle("Replays");

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default forRole("dead-letters.read", "Replays", async ({ searchParams }: Props) => {
  const given = await searchParams;
  const cursor = pageCursor(given.cursor, decodeCursor);
  const state = replayStates.find((known) => known === given.state) ?? null;
  const filter = listFilter(state);
  const read = () => listBatches({ filter, cursor, limit: replaysPerPage });
  return (
    <Prefetched queries={[{ queryKey: replaysQuery(filter, cursor).queryKey, read }]}>
      <ReplayList state={state} cursor={cursor} key={`${state} ${cursor}`} />
    </Prefetched>
  );
});
