import type { Route } from "next";
import Link from "next/link";
import { BlockedBy } from "#components/console/delivery/blocked-by.tsx";
import { attemptCount, capital, failureInSentence } from "#components/console/delivery/delivery-labels.ts";
import { shortSubject, traceOf } from "#components/format/subject-labels.ts";
import type { StableRow } from "#components/live/stable-list.ts";
import { markOf } from "#components/marks/mark-names.ts";
import { StateWord } from "#components/marks/state-mark.tsx";
import { DataTable, dataColumns, linkRow } from "#components/ui/data-table.tsx";
import { Age, Time } from "#components/ui/time.tsx";
import type { ExplorerItemDto, ExplorerListDto } from "#server/contracts/triage/explorer.ts";

type Pending = ExplorerListDto["pending"][number];
/** A pending outbox message, or a delivery. A delivery that left the list is `gone` and dimmed. */
type Line = { pending: Pending } | StableRow<ExplorerItemDto>;

const column = dataColumns<Line>();
const columns = [
  column(
    "message",
    "Message",
    (line) =>
      "pending" in line ? (
        <>
          <span className="block truncate font-name">{line.pending.type}</span>
          <span className="block truncate text-xs text-fg-3">no handler yet</span>
        </>
      ) : (
        <Message item={line.item} />
      ),
    { both: "ps-4 desk:ps-6", head: "pt-1.5 text-start", cell: "py-2 align-top", col: "" },
  ),
  column(
    "subject",
    "Subject",
    (line) =>
      "pending" in line ? <Subject subject={line.pending.subject} /> : <Subject subject={line.item.subject} />,
    {
      both: "px-2 max-desk:hidden",
      head: "pt-1.5 text-start",
      cell: "truncate py-2 align-top font-mono text-[0.923em]",
      col: "w-36 max-desk:hidden",
    },
  ),
  column(
    "state",
    "State",
    (line) => ("pending" in line ? <PendingState message={line.pending} /> : <DeliveryState {...line} />),
    { both: "px-2 max-desk:pe-4", head: "pt-1.5 text-start", cell: "py-2 align-top", col: "w-[34%] max-desk:w-[44%]" },
  ),
  column("age", "Age", (line) => <Age since={"pending" in line ? line.pending.writtenAt : line.item.createdAt} />, {
    both: "ps-2 pe-6 text-end max-desk:hidden",
    head: "pt-1.5",
    cell: "py-2 align-top whitespace-nowrap",
    col: "w-24 max-desk:hidden",
  }),
];

type Props = Pick<ExplorerListDto, "pending"> & { rows: readonly StableRow<ExplorerItemDto>[] };

/** One row per message and handler. Pending outbox messages come first and have no handler. The whole row is a link. */
export const MessageTable = ({ pending, rows }: Props) => (
  <DataTable
    columns={columns}
    items={[...pending.map((message) => ({ pending: message })), ...rows]}
    idOf={(line) => ("pending" in line ? line.pending.id : line.item.id)}
    className="w-full table-fixed"
    rowClassName={(line) => `${linkRow("letter")} ${"gone" in line && line.gone ? "text-fg-3" : ""}`}
  />
);

function Subject({ subject }: { subject: string }) {
  const trace = traceOf(subject);
  if (!trace) return subject;
  return (
    <Link href={trace.href as Route} title={`Trace of this ${trace.noun}`} className="link relative z-[1]">
      {trace.short}
    </Link>
  );
}

function PendingState({ message: { error, attempts } }: { message: Pending }) {
  return (
    <>
      <StateWord name="waiting">In the outbox</StateWord>
      <span className="block truncate text-xs text-fg-3">
        {error ?? (attempts > 0 ? attemptCount(attempts) : "waiting for the relay")}
      </span>
    </>
  );
}

function Message({ item }: { item: ExplorerItemDto }) {
  const short = shortSubject(item.subject);
  return (
    <>
      <Link
        href={`/ops/dead-letters/${item.id}`}
        data-letter={item.id}
        className="block truncate font-name outline-none after:absolute after:inset-0 after:content-['']"
      >
        {capital(item.handlerNoun.one)}
      </Link>
      <span className="block truncate text-xs text-fg-3">
        {item.messageType}
        {item.revision > 1 && `, rev ${item.revision}`}
        <span className="desk:hidden">{short !== null && ` · ${short}`}</span>
      </span>
    </>
  );
}

function DeliveryState({ item, gone }: StableRow<ExplorerItemDto>) {
  const { name, word } = markOf(item.shown);
  return (
    <>
      <StateWord name={item.maybeSent ? "maybe-sent" : name}>{gone ? "Moved" : word}</StateWord>
      <span className="line-clamp-2 text-xs text-pretty wrap-anywhere text-fg-3">
        <Facts item={item} />
      </span>
    </>
  );
}

/** Detail by state: next attempt, blocking message, failure or end time. */
function Facts({ item }: { item: ExplorerItemDto }) {
  const attempts = attemptCount(item.attempts);
  switch (item.shown) {
    case "waiting":
      return item.heldBy ? (
        <span className="relative z-[1]">
          <BlockedBy heldBy={item.heldBy} self={item.id} />
        </span>
      ) : (
        <>
          sent at <Time at={item.releaseAt} />
        </>
      );
    case "retrying":
      return (
        <>
          {`${failureInSentence(item.failureCode)}, ${attempts}`}
          {item.nextAttemptAt && (
            <>
              , next at <Time at={item.nextAttemptAt} />
            </>
          )}
        </>
      );
    case "dead":
      return `${failureInSentence(item.failureCode)}, ${attempts}`;
    case "delivered":
    case "discarded":
    case "withdrawn":
      return item.settledAt && <Time at={item.settledAt} format="day" />;
    default:
      return item.attempts > 0 ? attempts : "no attempts yet";
  }
}
