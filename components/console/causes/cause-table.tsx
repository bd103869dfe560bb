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
  column("cause", "Cause", (row) => <Cause cause={row} />, {
    both: "ps-4 desk:ps-6",
    head: "text-start",
    cell: "py-2",
    col: "",
  }),
  column("trend", "Last 24 hours", (row) => <Sparkline hours={row.hours} />, {
    both: "px-2 max-desk:hidden",
    head: "text-start",
    col: `max-desk:hidden ${narrow ? "w-24" : "w-28"}`,
  }),
  column(
    "dead",
    "Dead letters",
    (cause) => (
      <>
        <b className="block text-md/5 font-semibold">{formatCount(cause.dead)}</b>
        <span className={`text-xs ${cause.state === "escalating" ? "font-semibold text-dead" : "text-fg-2"}`}>
          {paceText(cause)}
        </span>
      </>
    ),
    { both: "ps-2 pe-4 text-end desk:pe-2", cell: "whitespace-nowrap", col: "w-24 max-desk:w-26" },
  ),
  ...(narrow ? [] : [affects]),
  column(
    "oldest",
    "Oldest",
    (cause) => (
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
    { both: "px-2 text-end max-desk:hidden", cell: "whitespace-nowrap", col: "w-24 max-desk:hidden" },
  ),
  column("next-step", "Next step", (row) => <NextStep cause={row} />, {
    both: "ps-6 pe-2 max-desk:hidden",
    head: "text-start",
    cell: "text-pretty",
    col: `max-desk:hidden ${narrow ? "w-[23%]" : "w-[26%]"}`,
  }),
  ...(narrow ? [] : [assignee]),
];

const affects = column(
  "affects",
  "Affects",
  (cause) => (
    <>
      {formatBounded(cause.affected)}
      <span className="block text-xs text-fg-2">{cause.affected.kind}</span>
    </>
  ),
  {
    both: "hidden px-2 text-end wide:table-cell",
    cell: "whitespace-nowrap",
    col: "hidden wide:table-column wide:w-24",
  },
);

const assignee = column("assignee", "Assignee", (row) => <Assignee owner={row.owner} />, {
  both: "pe-6 text-end max-desk:hidden",
  col: "w-20 max-desk:hidden",
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
        label={isSettled(cause) ? "Settled" : cause.state === "muted" ? "Muted" : "Open"}
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
