import Link from "next/link";
import { CountsBar } from "#components/console/replays/counts-bar.tsx";
import { markOfReplay, phaseText, progressText, stateLabels } from "#components/console/replays/replay-labels.ts";
import { replayPath } from "#components/console/replays/replays-query.ts";
import type { StableRow } from "#components/live/stable-list.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import { DataTable, dataColumns, linkRow } from "#components/ui/data-table.tsx";
import { Age } from "#components/ui/time.tsx";
import type { ReplaySummaryDto } from "#server/contracts/triage/replay-batch.ts";

type Row = Pick<StableRow<ReplaySummaryDto>, "item">;

type ReplayTableProps = {
  rows: readonly Row[];
  caption: string;
  /** Without the column of the creator. */
  narrow?: boolean;
};

/** Bulk replays with state, progress and verdict. The whole row links to the receipt, and j and k focus its link. */
export const ReplayTable = ({ rows, caption, narrow = false }: ReplayTableProps) => (
  <DataTable
    caption={caption}
    columns={narrow ? columns.filter(({ id }) => id !== "by") : columns}
    items={rows}
    idOf={({ item }) => item.id}
    className="w-full table-fixed"
    rowClassName={linkRow("letter")}
  />
);

const column = dataColumns<Row>();
const columns = [
  column(
    "replay",
    "Replay",
    ({ item }) => (
      <div className="flex gap-2.5">
        <StateMark name={markOfReplay(item)} className="mt-0.5" />
        <div className="min-w-0 grow">
          <Link
            href={replayPath(item.id)}
            data-letter={item.id}
            className="block truncate font-name outline-none after:absolute after:inset-0 after:content-['']"
          >
            {item.name}
          </Link>
          <p className="text-xs text-pretty wrap-anywhere text-fg-2">{item.verdict}</p>
          <p className="text-xs text-fg-3 desk:hidden">
            {phaseText(item)} · <Age since={item.createdAt} />
          </p>
        </div>
      </div>
    ),
    { both: "ps-4 desk:ps-6", head: "pt-2 text-start", cell: "py-2", col: "" },
  ),
  column(
    "state",
    "State",
    ({ item }) => (
      <>
        {stateLabels[item.state].word}
        {phaseText(item) !== stateLabels[item.state].word && (
          <span className="line-clamp-2 text-xs text-fg-2">{phaseText(item)}</span>
        )}
      </>
    ),
    { both: "px-2 max-desk:hidden", head: "pt-2 text-start", cell: "py-2", col: "w-52 max-desk:hidden" },
  ),
  column(
    "progress",
    "Settled",
    ({ item }) => (
      <div className="grid gap-1">
        <span className="text-end whitespace-nowrap">{progressText(item)}</span>
        <CountsBar counts={item.counts} total={item.total} className="h-2" />
      </div>
    ),
    { both: "ps-2 pe-4 desk:pe-2", head: "pt-2 text-end", cell: "py-2", col: "w-40 max-desk:w-28" },
  ),
  column(
    "by",
    "By",
    ({ item }) => (
      <>
        <span className="block truncate">{item.createdBy.name}</span>
        <span className="text-xs text-fg-2">
          <Age since={item.createdAt} />
          {" ago"}
        </span>
      </>
    ),
    { both: "px-6 max-desk:hidden", head: "pt-2 text-start", cell: "py-2", col: "w-44 max-desk:hidden" },
  ),
];
