import type { ReactNode } from "react";
import { Build } from "#components/console/workers/worker-build.tsx";
import {
  formatMemory,
  loadOf,
  markOfState,
  newestBuild,
  processKindLabels,
  stateLabel,
} from "#components/console/workers/worker-labels.ts";
import { ageTone, formatAge, formatDuration } from "#components/format/format-age.ts";
import { StateWord } from "#components/marks/state-mark.tsx";
import { DataTable, dataColumns } from "#components/ui/data-table.tsx";
import { Time } from "#components/ui/time.tsx";
import { type InFlightDto, type ProcessDto, silentAfterSeconds } from "#server/contracts/monitoring/process.ts";

type ProcessRow = { item: ProcessDto; heartbeatAge: number; newest: string | null };

const isSilent = ({ state }: ProcessDto) => state === "silent" || state === "gone";
/** Values of a process without a recent heartbeat are outdated and dimmed. */
const dimmed = (item: ProcessDto, otherwise = "") => (isSilent(item) ? "text-fg-3" : otherwise);

const column = dataColumns<ProcessRow>();
const columns = [
  column.display({
    id: "process",
    header: "Process",
    cell: ({ row: { original } }) => <Process {...original} />,
    meta: { head: "ps-4 text-start desk:ps-6", cell: "py-2 ps-4 pe-2 desk:ps-6", isRowHeader: true },
  }),
  column.display({
    id: "state",
    header: "State",
    cell: ({ row: { original } }) => <State {...original} />,
    meta: { head: "px-2 text-start max-desk:hidden", cell: "px-2 py-2 max-desk:hidden" },
  }),
  column.display({
    id: "build",
    header: "Build",
    cell: ({ row: { original } }) => (
      <span className={dimmed(original.item, "text-fg-2")}>
        <Build {...original} />
      </span>
    ),
    meta: { head: "px-2 text-start max-desk:hidden", cell: "px-2 py-2 max-desk:hidden" },
  }),
  column.display({
    id: "started",
    header: "Started",
    cell: ({ row: { original } }) => (
      <Time at={original.item.startedAt} format="day" className={dimmed(original.item, "text-fg-2")} />
    ),
    meta: { head: "px-2 text-start max-desk:hidden", cell: "px-2 py-2 whitespace-nowrap max-desk:hidden" },
  }),
  column.display({
    id: "memory",
    header: "Memory",
    cell: ({ row: { original } }) => (
      <span className={dimmed(original.item)}>
        {formatMemory(original.item.residentBytes)}
        <span className="block text-xs text-fg-3">{`heap ${formatMemory(original.item.heapUsedBytes)}`}</span>
      </span>
    ),
    meta: { head: "px-2 text-end max-desk:hidden", cell: "px-2 py-2 text-end whitespace-nowrap max-desk:hidden" },
  }),
  column.display({
    id: "loop",
    header: "Loop delay",
    cell: ({ row: { original } }) => <span className={dimmed(original.item)}>{loopDelay(original.item)}</span>,
    meta: { head: "px-2 text-end max-desk:hidden", cell: "px-2 py-2 text-end whitespace-nowrap max-desk:hidden" },
  }),
  column.display({
    id: "in-flight",
    header: "In flight",
    cell: ({ row: { original } }) => (
      <div className={dimmed(original.item)}>
        <InFlight item={original.item} />
      </div>
    ),
    meta: { head: "px-2 text-end desk:px-4", cell: "px-2 py-2 text-end desk:px-4" },
  }),
  column.display({
    id: "heartbeat",
    header: "Last heartbeat",
    cell: ({ row: { original } }) => (
      <span className={isSilent(original.item) ? "text-fg-2" : ageTone(original.heartbeatAge, silentAfterSeconds)}>
        {formatAge(Math.max(1, original.heartbeatAge))}
      </span>
    ),
    meta: { head: "ps-2 pe-4 text-end desk:pe-6", cell: "py-2 ps-2 pe-4 text-end whitespace-nowrap desk:pe-6" },
  }),
];

/** One row per process. `now` is in database time, like the heartbeats. */
export function WorkerTable({ items, now }: { items: readonly ProcessDto[]; now: number }) {
  const newest = newestBuild(items);
  const rows = items.map((item) => ({
    ...{ item, newest },
    heartbeatAge: Math.max(0, (now - Date.parse(item.seenAt)) / 1_000),
  }));
  return (
    <div className="border-t border-line pt-3">
      <DataTable
        caption="Processes, running ones first"
        columns={columns}
        items={rows}
        idOf={({ item }) => item.id}
        rowClassName="border-t border-line align-top hover:bg-hover"
      />
    </div>
  );
}

function State({ item, heartbeatAge }: ProcessRow) {
  return (
    <>
      <StateWord name={markOfState[item.state]}>{stateLabel(item.state, heartbeatAge)}</StateWord>
      {item.state === "gone" && (
        <span className="block text-xs text-fg-2 max-desk:inline">
          {" "}
          since <Time at={item.seenAt} format="day" />
        </span>
      )}
    </>
  );
}

function Process({ item, heartbeatAge, newest }: ProcessRow) {
  return (
    <>
      <span className={`font-name ${isSilent(item) ? "text-fg-2" : ""}`}>{processKindLabels[item.kind]}</span>
      {item.duties.length > 0 && item.duties.length < 3 && (
        <span className="text-xs text-fg-2">{` ${item.duties.join(", ")} only`}</span>
      )}
      <code className="block text-xs wrap-anywhere text-fg-3">{`${item.host}:${item.pid}`}</code>
      <div className="desk:hidden">
        <State item={item} heartbeatAge={heartbeatAge} newest={newest} />
      </div>
      <p className={`text-xs desk:hidden ${dimmed(item, "text-fg-2")}`}>
        {`${formatMemory(item.residentBytes)}, loop ${loopDelay(item)}, build `}
        <Build item={item} newest={newest} />
      </p>
    </>
  );
}

const loopDelay = ({ loopDelaySeconds }: ProcessDto) => formatDuration(loopDelaySeconds * 1_000);

function InFlight({ item }: { item: ProcessDto }): ReactNode {
  const { inHand, concurrency } = loadOf(item);
  if (item.hands.length === 0) return <span className="text-fg-3">–</span>;
  if (isSilent(item)) return inHand === 0 ? "none" : `had ${inHand}`;
  return (
    <>
      <span className="whitespace-nowrap desk:hidden">{`${inHand} of ${concurrency}`}</span>
      <ul className="max-desk:hidden">
        {item.hands.map((hand) => (
          <HandlerLoad key={hand.handler} hand={hand} />
        ))}
      </ul>
    </>
  );
}

function HandlerLoad({ hand: { label, inHand, concurrency } }: { hand: InFlightDto }) {
  return (
    <li className={inHand === 0 ? "text-fg-3" : ""}>
      <span className="text-xs">{label} </span>
      <span className="whitespace-nowrap">
        <b className="font-medium">{inHand}</b>
        {` of ${concurrency}`}
      </span>
    </li>
  );
}
