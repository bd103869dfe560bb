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
  column.display({
    id: "replay",
    header: "Replay",
    cell: ({
      row: {
        original: { item },
      },
    }) => (
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
    meta: { head: "ps-4 pt-2 text-start desk:ps-6", cell: "py-2 ps-4 desk:ps-6", col: "" },
  }),
  column.display({
    id: "state",
    header: "State",
    cell: ({
      row: {
        original: { item },
      },
    }) => (
      <>
        {stateLabels[item.state].word}
        {phaseText(item) !== stateLabels[item.state].word && (
          <span className="line-clamp-2 text-xs text-fg-2">{phaseText(item)}</span>
        )}
      </>
    ),
    meta: {
      head: "px-2 pt-2 text-start max-desk:hidden",
      cell: "px-2 py-2 max-desk:hidden",
      col: "w-52 max-desk:hidden",
    },
  }),
  column.display({
    id: "progress",
    header: "Settled",
    cell: ({
      row: {
        original: { item },
      },
    }) => (
      <div className="grid gap-1">
        <span className="text-end whitespace-nowrap">{progressText(item)}</span>
        <CountsBar counts={item.counts} total={item.total} className="h-2" />
      </div>
    ),
    meta: { head: "ps-2 pe-4 pt-2 text-end desk:pe-2", cell: "py-2 ps-2 pe-4 desk:pe-2", col: "w-40 max-desk:w-28" },
  }),
  column.display({
    id: "by",
    header: "By",
    cell: ({
      row: {
        original: { item },
      },
    }) => (
      <>
        <span className="block truncate">{item.createdBy.name}</span>
        <span className="text-xs text-fg-2">
          <Age since={item.createdAt} />
          {" ago"}
        </span>
      </>
    ),
    meta: {
      head: "ps-6 pe-6 pt-2 text-start max-desk:hidden",
      cell: "py-2 ps-6 pe-6 max-desk:hidden",
      col: "w-44 max-desk:hidden",
    },
  }),
];
