"use client";
import { useNow } from "#components/browser/now.tsx";
import { AsideLink, Section } from "#components/console/shell/section.tsx";
import { NoWorkers } from "#components/console/workers/no-workers.tsx";
import { Build } from "#components/console/workers/worker-build.tsx";
import { loadOf, markOfState, newestBuild, stateLabel } from "#components/console/workers/worker-labels.ts";
import { knownMilliseconds, workersQuery } from "#components/console/workers/workers-query.ts";
import { ageTone, formatAge } from "#components/format/format-age.ts";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { StateMark } from "#components/marks/state-mark.tsx";
import { DataTable, dataColumns } from "#components/ui/data-table.tsx";
import { type ProcessDto, silentAfterSeconds } from "#server/contracts/monitoring/process.ts";

const mostShown = 6;

type WorkerRow = { item: ProcessDto; newest: string | null; heartbeatAge: number };

const column = dataColumns<WorkerRow>();
const columns = [
  column(
    "name",
    "Name",
    (row) => (
      <span className="flex items-center gap-2">
        <StateMark name={markOfState[row.item.state]} size={14} label={stateLabel(row.item.state, row.heartbeatAge)} />
        <span className="min-w-0 truncate">{`${row.item.host}:${row.item.pid}`}</span>
      </span>
    ),
    { both: "ps-4 desk:ps-6", head: "text-start", cell: "w-full max-w-0 py-1", isRowHeader: true },
  ),
  column("build", "Build", (row) => <Build {...row} />, { both: "px-1", head: "text-start", cell: "text-fg-2" }),
  column(
    "in-flight",
    "In flight",
    (row) => {
      const { inHand, concurrency } = loadOf(row.item);
      if (row.item.hands.length === 0) return "–";
      return <span className={inHand === 0 ? "text-fg-3" : ""}>{`${inHand}/${concurrency}`}</span>;
    },
    { both: "px-1 text-end" },
  ),
  column(
    "heartbeat",
    "Heartbeat",
    (row) => (
      <span className={ageTone(row.heartbeatAge, silentAfterSeconds)}>{formatAge(Math.max(1, row.heartbeatAge))}</span>
    ),
    { both: "ps-1 pe-4 text-end desk:pe-6", cell: "whitespace-nowrap" },
  ),
];

/** Workers with build, deliveries in flight and last heartbeat. */
export function WorkerSummary() {
  const { data, dataUpdatedAt } = useHydratedQuery(workersQuery());
  const passed = Math.min(Math.max(0, useNow() - dataUpdatedAt), knownMilliseconds);
  const now = Date.parse(data.at) + passed;
  const workers = data.items.filter(({ kind, state }) => kind === "worker" && state !== "gone");
  const alive = workers.filter(({ state }) => state === "alive").length;
  const build = newestBuild(data.items);
  return (
    <Section
      title="Workers"
      note={`${alive} alive`}
      flush
      className="py-4"
      aside={<AsideLink href="/ops/workers">All processes</AsideLink>}
    >
      {workers.length === 0 ? (
        <p className="px-4 text-pretty text-fg-2 desk:px-6">
          No worker is running. <NoWorkers />
        </p>
      ) : (
        <DataTable
          columns={columns}
          items={workers.slice(0, mostShown).map((item) => ({
            ...{ item, newest: build },
            heartbeatAge: Math.max(0, (now - Date.parse(item.seenAt)) / 1_000),
          }))}
          idOf={({ item }) => item.id}
          rowClassName="hover:bg-hover"
        />
      )}
      {workers.length > mostShown && (
        <p className="px-4 pt-1 text-xs text-fg-2 desk:px-6">{`and ${workers.length - mostShown} more`}</p>
      )}
    </Section>
  );
}
