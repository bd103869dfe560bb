import type { Metadata } from "next";
import { notFound } from "next/navigation";
import * as z from "zod";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { findOrNotFound } from "#app/find-or-not-found.ts";
import { forRole } from "#app/for-role.tsx";
import { pageCursor } from "#app/page-cursor.ts";
import { Prefetched } from "#app/prefetched.tsx";
import { ReplayView } from "#components/console/replays/receipt/replay-view.tsx";
import { replayItemsPerPage, replayItemsQuery, replayQuery } from "#components/console/replays/replays-query.ts";
import { itemOutcomes } from "#server/contracts/triage/replay-outcomes.ts";
import { getBatch } from "#server/triage/replay-batches/get-batch.ts";
import { decodeItemCursor, listItems } from "#server/triage/replay-batches/list-items.ts";

export const generateMetadata = (): Promise<Metadata> => consoleTitle("Replay");

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ outcome?: string | string[]; cursor?: string | string[] }>;
};

export default forRole("dead-letters.read", "Replays", async ({ params, searchParams }: Props) => {
  const { id } = await params;
  if (!z.uuid().safeParse(id).success) notFound();
  const given = await searchParams;
  const cursor = pageCursor(given.cursor, decodeItemCursor);
  const outcome = itemOutcomes.find((known) => known === given.outcome) ?? null;
  const batch = await findOrNotFound(() => getBatch(id));
  const readItems = () => listItems({ id, outcome, cursor, limit: replayItemsPerPage });
  return (
    <Prefetched
      queries={[
        { queryKey: replayQuery(id).queryKey, read: async () => batch },
        { queryKey: replayItemsQuery(id, outcome, cursor).queryKey, read: readItems },
      ]}
    >
      <ReplayView id={id} outcome={outcome} cursor={cursor} key={id} />
    </Prefetched>
  );
});
