import { deadLettersPath, discardedPath } from "#components/console/dead-letters/dead-letters-query.ts";
import { TabLink, Tabs } from "#components/ui/tabs.tsx";
import type { ListedState } from "#server/contracts/triage/dead-letter-filter.ts";

/** Tabs of dead letters and discarded messages. */
export function DeadLetterTabs({ state }: { state: ListedState }) {
  return (
    <Tabs title="Dead letters" label="State">
      <TabLink href={deadLettersPath({})} current={state === "dead"}>
        {" "}
        Dead-lettered
      </TabLink>
      <TabLink href={discardedPath(undefined)} current={state === "discarded"}>
        Discarded
      </TabLink>
    </Tabs>
  );
}
