import Link from "next/link";
import { isSelectable, type Selection } from "#components/console/dead-letters/use-selection.ts";
import { CauseLink } from "#components/console/delivery/cause-link.tsx";
import { titleOf } from "#components/console/delivery/delivery-labels.ts";
import { shortSubject, subjectNoun } from "#components/format/subject-labels.ts";
import type { StableRow } from "#components/live/stable-list.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import { CheckBox } from "#components/ui/check-box.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { DataTable, dataColumns, linkRow } from "#components/ui/data-table.tsx";
import { Age } from "#components/ui/time.tsx";
import { failureOf } from "#server/contracts/delivery/failure-code.ts";
import type { DeadLetterItemDto } from "#server/contracts/triage/dead-letter.ts";
import type { ListedState } from "#server/contracts/triage/dead-letter-filter.ts";

const deadGoalSeconds = 900;
const goneLabels = { dead: "No longer dead-lettered", discarded: "No longer discarded" };

type Row = StableRow<DeadLetterItemDto>;
type DeadLetterTableProps = {
  rows: readonly Row[];
  ofCause?: boolean;
  /** Which list: dead letters or discarded ones. */
  state?: ListedState;
  /** Without a selection there are no checkboxes. */
  selection?: Selection;
};

/** Dead letters with their failure and next step. The whole row links to the dead letter, and j and k focus its link. */
export function DeadLetterTable({ rows, ofCause = false, state = "dead", selection }: DeadLetterTableProps) {
  const content = columnsOf(state, ofCause, selection === undefined);
  return (
    <DataTable
      columns={selection ? [selectionColumn(rows, selection), ...content] : content}
      items={rows}
      idOf={({ item }) => item.id}
      className="w-full table-fixed"
      rowClassName={({ item, gone }) =>
        `${linkRow("letter")} ${selection?.has(item.id) ? "bg-hover" : ""} ${gone ? "text-fg-3" : ""}`
      }
    />
  );
}

const column = dataColumns<Row>();

const selectionColumn = (rows: readonly Row[], selection: Selection) =>
  column(
    "selection",
    () => (
      <CheckBox
        label={`Select all ${rows.filter(isSelectable).length} on this page`}
        checked={selection.all}
        mixed={!selection.all && selection.letters.length > 0}
        inert={!rows.some(isSelectable)}
        onToggle={selection.toggleAll}
      />
    ),
    (row) => {
      const { item } = row;
      const short = shortSubject(item.subject);
      return (
        <CheckBox
          label={`Select ${titleOf(item)}${short === null ? "" : `, ${subjectNoun(item.subject)} ${short}`}`}
          checked={selection.has(item.id)}
          inert={!isSelectable(row)}
          onToggle={(range) => selection.toggle(item.id, range)}
        />
      );
    },
    {
      both: "relative ps-4 desk:ps-6",
      head: "h-7 pt-1.5 text-start max-desk:h-11",
      cell: "z-[1] pt-2.5 align-top",
      col: "w-11 desk:w-12",
    },
  );

const columnsOf = (state: ListedState, ofCause: boolean, isFirst: boolean) => [
  column("failure", "Failure", (row) => <Failure {...row} state={state} ofCause={ofCause} />, {
    head: `pt-1.5 text-start ${isFirst ? "ps-4 desk:ps-6" : ""}`,
    cell: `py-2 ${isFirst ? "ps-4 desk:ps-6" : ""}`,
    col: "",
  }),
  column("subject", "Subject", (row) => shortSubject(row.item.subject) ?? "none", {
    both: "px-2 max-desk:hidden",
    head: "pt-1.5 text-start",
    cell: "font-mono text-[0.923em]",
    col: "w-28 max-desk:hidden",
  }),
  column("attempts", "Attempts", (row) => row.item.attempts, {
    both: "px-2 text-end max-desk:hidden",
    head: "pt-1.5",
    col: "w-20 max-desk:hidden",
  }),
  column(
    "age",
    state === "dead" ? "Age" : "Discarded",
    ({ item }) =>
      state === "dead" ? (
        <Age since={item.diedAt} goalSeconds={deadGoalSeconds} />
      ) : (
        item.discarded && <Age since={item.discarded.at} />
      ),
    {
      both: "ps-2 pe-4 text-end desk:pe-2",
      head: "pt-1.5",
      cell: "align-top whitespace-nowrap max-desk:pt-2 desk:align-middle",
      col: "w-24 max-desk:w-22",
    },
  ),
  column(
    "next-step",
    state === "dead" ? "Next step" : "Reason",
    ({ item }) => (state === "dead" ? failureOf(item.failureCode).nextStep : <DiscardReason item={item} />),
    {
      both: "ps-6 pe-6 max-desk:hidden",
      head: "pt-1.5 text-start",
      cell: "py-2 text-pretty",
      col: "w-[30%] max-desk:hidden",
    },
  ),
];

type FailureProps = Row & { state: ListedState; ofCause: boolean };

function Failure({ item, gone, state, ofCause }: FailureProps) {
  const short = shortSubject(item.subject);
  return (
    <div className="flex gap-2.5">
      <StateMark name={state} label={gone ? goneLabels[state] : undefined} muted={gone} className="mt-0.5" />
      <div className="min-w-0">
        <Link
          href={`/ops/dead-letters/${item.id}`}
          data-letter={item.id}
          className="block truncate font-name outline-none after:absolute after:inset-0 after:content-['']"
        >
          {titleOf(item)}
        </Link>
        <div className="flex min-w-0 flex-wrap items-center gap-x-2 text-xs text-fg-3 [&>.chip]:-my-0.5">
          <code className={gone ? "max-desk:hidden" : ""}>{item.failureCode ?? "no code"}</code>
          {/* One line only: a second one would move the rows below. */}
          {!gone && (
            <span className="truncate max-desk:hidden">
              {item.handler} · {item.messageType}
            </span>
          )}
          {short !== null && <span className="desk:hidden">{short}</span>}
          {!ofCause && (
            <span className="relative z-[1] max-desk:hidden">
              <CauseLink letter={item}>failure cause</CauseLink>
            </span>
          )}
          {gone && <Chip tone="outline">{goneLabels[state]}</Chip>}
          {item.discarded?.purged && <Chip tone="outline">Purged, cannot be restored</Chip>}
          {item.revision > 1 && <Chip tone="dead">Failed again</Chip>}
          {item.maybeSent && <Chip tone="dead">Maybe sent</Chip>}
          {item.holding > 0 && <Chip>{`Blocks ${item.holding}`}</Chip>}
        </div>
        {state === "discarded" && (
          <div className="pt-0.5 text-fg-2 desk:hidden">
            <DiscardReason item={item} />
          </div>
        )}
      </div>
    </div>
  );
}

function DiscardReason({ item: { discarded } }: { item: DeadLetterItemDto }) {
  if (!discarded) return null;
  return (
    <>
      <span className="line-clamp-2 wrap-anywhere" title={discarded.reason ?? undefined}>
        {discarded.reason ? `“${discarded.reason}”` : "No reason recorded"}
      </span>
      {discarded.by && <span className="block truncate text-xs text-fg-3">{discarded.by}</span>}
    </>
  );
}
