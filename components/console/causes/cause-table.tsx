import Link from "next/link";
import { Assignee } from "#components/console/causes/assignee.tsx";
import { CauseChips } from "#components/console/causes/cause-chips.tsx";
import {
  affectedText,
  blockingText,
  causeTitle,
  formatBounded,
  paceText,
} from "#components/console/causes/cause-labels.ts";
import { Sparkline } from "#components/console/causes/sparkline.tsx";
import { formatCount } from "#components/format/format-count.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import { DataTable, dataColumns, linkRow } from "#components/ui/data-table.tsx";
import { Age } from "#components/ui/time.tsx";
import { failureOf } from "#server/contracts/delivery/failure-code.ts";
import type { CauseDto } from "#server/contracts/triage/cause.ts";

const deadGoalSeconds = 900;
const isSettled = (cause: CauseDto) => cause.state === "resolved" || cause.state === "quiet";

const column = dataColumns<CauseDto>();
const columnsOf = (narrow: boolean) => [
  column.display({
    id: "cause",
    header: "Cause",
    cell: ({ row: { original } }) => <Cause cause={original} />,
    meta: { head: "ps-4 text-start desk:ps-6", cell: "py-2 ps-4 desk:ps-6", col: "" },
  }),
  column.display({
    id: "trend",
    header: "Last 24 hours",
    cell: ({ row: { original } }) => <Sparkline hours={original.hours} />,
    meta: {
      head: "px-2 text-start max-desk:hidden",
      cell: "px-2 max-desk:hidden",
      col: `max-desk:hidden ${narrow ? "w-24" : "w-28"}`,
    },
  }),
  column.display({
    id: "dead",
    header: "Dead letters",
    cell: ({ row: { original: cause } }) => (
      <>
        <b className="block text-md/5 font-semibold">{formatCount(cause.dead)}</b>
        <span className={`text-xs ${cause.state === "escalating" ? "font-semibold text-dead" : "text-fg-2"}`}>
          {paceText(cause)}
        </span>
      </>
    ),
    meta: {
      head: "ps-2 pe-4 text-end desk:pe-2",
      cell: "ps-2 pe-4 text-end whitespace-nowrap desk:pe-2",
      col: "w-24 max-desk:w-26",
    },
  }),
  ...(narrow ? [] : [affects]),
  column.display({
    id: "oldest",
    header: "Oldest",
    cell: ({ row: { original: cause } }) => (
      <>
        {cause.oldestDeadAt === null ? (
          <span className="text-fg-3">–</span>
        ) : (
          <Age since={cause.oldestDeadAt} goalSeconds={deadGoalSeconds} />
        )}
        <span className="block text-xs text-fg-2">
          last <Age since={cause.lastSeenAt} />
        </span>
      </>
    ),
    meta: {
      head: "px-2 text-end max-desk:hidden",
      cell: "px-2 text-end whitespace-nowrap max-desk:hidden",
      col: "w-24 max-desk:hidden",
    },
  }),
  column.display({
    id: "next-step",
    header: "Next step",
    cell: ({ row: { original } }) => <NextStep cause={original} />,
    meta: {
      head: "ps-6 pe-2 text-start max-desk:hidden",
      cell: "ps-6 pe-2 text-pretty max-desk:hidden",
      col: `max-desk:hidden ${narrow ? "w-[23%]" : "w-[26%]"}`,
    },
  }),
  ...(narrow ? [] : [assignee]),
];

const affects = column.display({
  id: "affects",
  header: "Affects",
  cell: ({ row: { original: cause } }) => (
    <>
      {formatBounded(cause.affected)}
      <span className="block text-xs text-fg-2">{cause.affected.kind}</span>
    </>
  ),
  meta: {
    head: "hidden px-2 text-end wide:table-cell",
    cell: "hidden px-2 text-end whitespace-nowrap wide:table-cell",
    col: "hidden wide:table-column wide:w-24",
  },
});

const assignee = column.display({
  id: "assignee",
  header: "Assignee",
  cell: ({ row: { original } }) => <Assignee owner={original.owner} />,
  meta: { head: "pe-6 text-end max-desk:hidden", cell: "pe-6 text-end max-desk:hidden", col: "w-20 max-desk:hidden" },
});

type CauseTableProps = {
  items: readonly CauseDto[];
  caption: string;
  /** Without the columns Affects and Assignee. */
  narrow?: boolean;
};

/** Failure causes with trend, counts and next step. The whole row links to the cause, and j and k focus its link. */
export const CauseTable = ({ items, caption, narrow = false }: CauseTableProps) => (
  <DataTable
    caption={caption}
    columns={columnsOf(narrow)}
    items={items}
    idOf={({ fingerprint }) => fingerprint}
    className="w-full table-fixed"
    rowClassName={linkRow("cause")}
  />
);

function Cause({ cause }: { cause: CauseDto }) {
  return (
    <div className="flex gap-2.5">
      <StateMark
        name={isSettled(cause) ? "delivered" : cause.state === "muted" ? "paused" : "dead"}
        label={isSettled(cause) ? "Resolved" : cause.state === "muted" ? "Muted" : "Open"}
        className="mt-0.5"
      />
      <div className="min-w-0 grow">
        <Link
          href={`/ops/causes/${cause.fingerprint}`}
          data-cause={cause.fingerprint}
          className="line-clamp-2 wrap-anywhere text-pretty font-name outline-none after:absolute after:inset-0 after:content-['']"
        >
          {causeTitle(cause)}
        </Link>
        <div className="flex min-w-0 items-center gap-x-2 overflow-hidden pt-0.5 text-xs text-fg-3">
          <CauseChips cause={cause} />
          <code>{cause.failureCode}</code>
          <span className="truncate">{cause.handler}</span>
        </div>
        {cause.note && <p className="pt-0.5 text-xs text-pretty wrap-anywhere text-fg-2">{`“${cause.note}”`}</p>}
      </div>
    </div>
  );
}

function NextStep({ cause }: { cause: CauseDto }) {
  const blocks = blockingText(cause);
  return (
    <>
      {isSettled(cause) ? settledText(cause) : failureOf(cause.failureCode).nextStep}
      {blocks && <span className="block text-xs text-fg-2">{blocks}</span>}
    </>
  );
}

function settledText(cause: CauseDto): string {
  if (cause.state === "quiet") return "No action needed.";
  return cause.dead === 0 ? "Resolved manually." : `Resolved manually · ${affectedText(cause)} still affected.`;
}
