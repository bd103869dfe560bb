"use client";
import { useNow } from "#components/live/now.tsx";
import { useServedQuery } from "#components/live/served.tsx";
import { TopBar } from "#components/ops/top-bar.tsx";
import { useDeadTitle } from "#components/ops/use-dead-title.ts";
import { VerdictHead } from "#components/ops/verdict-head.tsx";
import { NoWorkers } from "#components/workers/no-workers.tsx";
import { WorkerTable } from "#components/workers/worker-table.tsx";
import { workersVerdict } from "#components/workers/worker-words.ts";
import { knownMilliseconds, workersQuery } from "#components/workers/workers-query.ts";

/** Who runs, who does not any more, and what each has in hand. */
export function WorkerList() {
  const { data, dataUpdatedAt } = useServedQuery(workersQuery());
  const { at, items } = data;
  // By the database's clock, going on by the reader's: the two need not agree.
  const passed = Math.min(Math.max(0, useNow() - dataUpdatedAt), knownMilliseconds);
  const now = Date.parse(at) + passed;
  const { mark, title, evidence, start } = workersVerdict(items);
  useDeadTitle("Workers");
  return (
    <>
      <TopBar crumbs={<b className="font-name text-fg">Workers</b>} />
      <VerdictHead
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
          Every process writes a beat here, every few seconds: a worker with what it has in hand, the web server, the
          mail sink. One that ends in order takes its row away; one that was killed stays for a day.
        </p>
      ) : (
        <WorkerTable items={items} now={now} />
      )}
    </>
  );
}
