"use client";
import { messagesPath } from "#components/console/messages/messages-query.ts";
import { markOf } from "#components/marks/mark-names.ts";
import { TabLink, Tabs } from "#components/ui/tabs.tsx";
import { type ExplorerFilter, type ExplorerState, explorerStates } from "#server/contracts/triage/explorer.ts";

const wordOf = (state: ExplorerState) => (state === "pending" ? "In the outbox" : markOf(state).word);

/** Where a message may stand, in the order of its way; the other filters stay. */
export function StateTabs({ filter }: { filter: ExplorerFilter }) {
  const { state, ...others } = filter;
  return (
    <Tabs title="Messages" label="State">
      <TabLink href={messagesPath(others)} current={state === undefined}>
        All
      </TabLink>
      {explorerStates.map((each) => (
        <TabLink key={each} href={messagesPath({ ...others, state: each })} current={state === each}>
          {wordOf(each)}
        </TabLink>
      ))}
    </Tabs>
  );
}
