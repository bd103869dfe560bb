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
  column("process", "Process", (row) => <Process {...row} />, {
    both: "ps-4 desk:ps-6",
    head: "text-start",
    cell: "py-2 pe-2",
    isRowHeader: true,
  }),
  column("state", "State", (row) => <State {...row} />, {
    both: "px-2 max-desk:hidden",
    head: "text-start",
    cell: "py-2",
  }),
  column(
    "build",
    "Build",
    (row) => (
      <span className={dimmed(row.item, "text-fg-2")}>
        <Build {...row} />
      </span>
    ),
    { both: "px-2 max-desk:hidden", head: "text-start", cell: "py-2" },
  ),
  column(
    "started",
    "Started",
    (row) => <Time at={row.item.startedAt} format="day" className={dimmed(row.item, "text-fg-2")} />,
    { both: "px-2 max-desk:hidden", head: "text-start", cell: "py-2 whitespace-nowrap" },
  ),
  column(
    "memory",
    "Memory",
    (row) => (
      <span className={dimmed(row.item)}>
        {formatMemory(row.item.residentBytes)}
        <span className="block text-xs text-fg-3">{`heap ${formatMemory(row.item.heapUsedBytes)}`}</span>
      </span>
    ),
    { both: "px-2 text-end max-desk:hidden", cell: "py-2 whitespace-nowrap" },
  ),
  column("loop", "Loop delay", (row) => <span className={dimmed(row.item)}>{loopDelay(row.item)}</span>, {
    both: "px-2 text-end max-desk:hidden",
    cell: "py-2 whitespace-nowrap",
  }),
  column(
    "in-flight",
    "In flight",
    (row) => (
      <div className={dimmed(row.item)}>
        <InFlight item={row.item} />
      </div>
    ),
    { both: "px-2 text-end desk:px-4", cell: "py-2" },
  ),
  column(
    "heartbeat",
    "Last heartbeat",
    (row) => (
      <span className={isSilent(row.item) ? "text-fg-2" : ageTone(row.heartbeatAge, silentAfterSeconds)}>
        {formatAge(Math.max(1, row.heartbeatAge))}
      </span>
    ),
    { both: "ps-2 pe-4 text-end desk:pe-6", cell: "py-2 whitespace-nowrap" },
  ),
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
