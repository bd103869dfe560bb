"use client";
import { messagesPath } from "#components/console/messages/messages-query.ts";
import { markOf } from "#components/marks/mark-names.ts";
import { TabLink, Tabs } from "#components/ui/tabs.tsx";
import { type ExplorerFilter, type ExplorerState, explorerStates } from "#server/contracts/triage/explorer-filter.ts";

const labelOf = (state: ExplorerState) => (state === "pending" ? "Outbox" : markOf(state).word);

/** Tabs of message states in pipeline order. Other filters are kept. */
export function StateTabs({ filter }: { filter: ExplorerFilter }) {
  const { state, ...others } = filter;
  return (
    <Tabs title="Messages" label="State">
      <TabLink href={messagesPath(others)} current={state === undefined}>
        All
      </TabLink>
      {explorerStates.map((each) => (
        <TabLink key={each} href={messagesPath({ ...others, state: each })} current={state === each}>
          {labelOf(each)}
        </TabLink>
      ))}
    </Tabs>
  );
}
