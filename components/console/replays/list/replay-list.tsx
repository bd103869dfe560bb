"use client";
import { ReplayTable } from "#components/console/replays/list/replay-table.tsx";
import { stateLabels } from "#components/console/replays/replay-labels.ts";
import { listFilter, replaysPath, replaysPerPage, replaysQuery } from "#components/console/replays/replays-query.ts";
import { TopBar } from "#components/console/shell/top-bar.tsx";
import { useRowKeys } from "#components/console/shell/use-row-keys.ts";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { NewItemsPill } from "#components/live/new-items-pill.tsx";
import { useStableList } from "#components/live/use-stable-list.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageLinks } from "#components/ui/page-links.tsx";
import { TabLink, Tabs } from "#components/ui/tabs.tsx";
import type { ReplaySummaryDto } from "#server/contracts/triage/replay-batch.ts";
import { type ReplayState, replayStates } from "#server/contracts/triage/replay-outcomes.ts";

const keyOf = ({ createdAt, id }: ReplaySummaryDto) => `${createdAt} ${id}`;

/** Bulk replays, newest first, of one state or all. */
export function ReplayList({ state, cursor }: { state: ReplayState | null; cursor: string | null }) {
  const { items, nextCursor } = useHydratedQuery(replaysQuery(listFilter(state), cursor)).data;
  const { rows, newCount, show } = useStableList(items, { more: nextCursor !== null, keyOf });
  useRowKeys();
  return (
    <>
      <TopBar title="Replays" />
      <Tabs title="Replays" label="State">
        <TabLink href={replaysPath(null)} current={state === null}>
          All
        </TabLink>
        {replayStates.map((each) => (
          <TabLink key={each} href={replaysPath(each)} current={state === each}>
            {stateLabels[each].word}
          </TabLink>
        ))}
      </Tabs>
      <p className="max-w-[80ch] px-4 pt-3 pb-1 text-pretty text-fg-2 desk:px-6">
        Bulk replays with their receipts. Each receipt is kept and lists the outcome of every message.
      </p>
      {rows.length === 0 ? (
        <EmptyState
          mark="replaying"
          title={state === null ? "No bulk replays yet" : `No replays in the state “${stateLabels[state].word}”`}
          link={
            state === null
              ? { href: "/ops/causes", label: "Open failure causes" }
              : { href: "/ops/replays", label: "All replays" }
          }
        >
          Replay all dead letters of a failure cause, a selection or a filter at once. The receipt appears here.
        </EmptyState>
      ) : (
        <>
          <NewItemsPill
            newCount={newCount}
            more={newCount >= replaysPerPage}
            nouns={["replay", "replays"]}
            onShow={show}
          />
          <ReplayTable rows={rows} caption="Bulk replays, newest first" />
        </>
      )}
      <PageLinks
        first={cursor === null ? null : replaysPath(state)}
        next={nextCursor === null ? null : replaysPath(state, nextCursor)}
      />
    </>
  );
}
