import { deadLettersPath, discardedPath } from "#components/console/dead-letters/dead-letters-query.ts";
import { TabLink, Tabs } from "#components/ui/tabs.tsx";
import type { ListedState } from "#server/contracts/triage/dead-letter-filter.ts";

/** What is dead, and what was put away. */
export function DeadLetterTabs({ state }: { state: ListedState }) {
  return (
    <Tabs title="Dead letters" label="State">
      <TabLink href={deadLettersPath({})} current={state === "dead"}>
        Dead
      </TabLink>
      <TabLink href={discardedPath(undefined)} current={state === "discarded"}>
        Discarded
      </TabLink>
    </Tabs>
  );
}
