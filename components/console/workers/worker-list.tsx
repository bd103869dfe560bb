"use client";
import { useNow } from "#components/browser/now.tsx";
import { StatusHead } from "#components/console/shell/status-head.tsx";
import { TopBar } from "#components/console/shell/top-bar.tsx";
import { NoWorkers } from "#components/console/workers/no-workers.tsx";
import { workersStatus } from "#components/console/workers/worker-labels.ts";
import { WorkerTable } from "#components/console/workers/worker-table.tsx";
import { knownMilliseconds, workersQuery } from "#components/console/workers/workers-query.ts";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";

/** Processes with state, resources and deliveries in flight. */
export function WorkerList() {
  const { data, dataUpdatedAt } = useHydratedQuery(workersQuery());
  const { at, items } = data;
  // Database time plus elapsed local time: the clocks may differ.
  const passed = Math.min(Math.max(0, useNow() - dataUpdatedAt), knownMilliseconds);
  const now = Date.parse(at) + passed;
  const { mark, title, evidence, start } = workersStatus(items);
  return (
    <>
      <TopBar title="Workers" />
      <StatusHead
        mark={mark}
        title={title}
        evidence={
          <p>
            {evidence} {start && <NoWorkers />}
          </p>
        }
      />
      {items.length === 0 ? (
        <p className="max-w-[72ch] border-t border-line px-4 py-6 text-pretty text-fg-2 desk:px-6">
          No processes yet. Workers, web servers and the local mail server send a heartbeat every few seconds and appear
          here.
        </p>
      ) : (
        <WorkerTable items={items} now={now} />
      )}
    </>
  );
}
