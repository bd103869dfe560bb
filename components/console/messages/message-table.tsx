import Link from "next/link";
import { BlockedBy } from "#components/console/delivery/blocked-by.tsx";
import { attemptCount, capital, failureInSentence } from "#components/console/delivery/delivery-labels.ts";
import { handlerNoun } from "#components/console/delivery/handler-nouns.ts";
import type { StableRow } from "#components/live/stable-list.ts";
import { markOf } from "#components/marks/mark-names.ts";
import { StateWord } from "#components/marks/state-mark.tsx";
import { orderNumber } from "#components/pipeline/stage-labels.ts";
import { Age, Time } from "#components/ui/time.tsx";
import type { ExplorerItemDto, ExplorerListDto } from "#server/contracts/triage/explorer.ts";

const head = "py-1.5 text-xs font-medium text-fg-3";
const row =
  "relative border-t border-line -outline-offset-2 outline-ring has-[a[data-letter]:focus-visible]:bg-hover has-[a[data-letter]:focus-visible]:outline-2";

type Props = Pick<ExplorerListDto, "pending"> & { rows: readonly StableRow<ExplorerItemDto>[] };

/** One row per message and handler. Pending outbox messages come first and have no handler. The whole row is a link. */
export function MessageTable({ pending, rows }: Props) {
  return (
    <table className="w-full table-fixed">
      <colgroup>
        <col />
        <col className="w-36 max-desk:hidden" />
        <col className="w-[34%] max-desk:w-[44%]" />
        <col className="w-24 max-desk:hidden" />
      </colgroup>
      <thead>
        <tr>
          <th scope="col" className={`${head} ps-4 text-start desk:ps-6`}>
            Message
          </th>
          <th scope="col" className={`${head} px-2 text-start max-desk:hidden`}>
            Subject
          </th>
          <th scope="col" className={`${head} px-2 text-start max-desk:pe-4`}>
            State
          </th>
          <th scope="col" className={`${head} ps-2 pe-6 text-end max-desk:hidden`}>
            Age
          </th>
        </tr>
      </thead>
      <tbody>
        {pending.map((message) => (
          <tr key={message.id} className={row}>
            <td className="py-2 ps-4 align-top desk:ps-6">
              <span className="block truncate font-name">{message.type}</span>
              <span className="block truncate text-xs text-fg-3">no handler yet</span>
            </td>
            <td className="truncate px-2 py-2 align-top font-mono text-[0.923em] max-desk:hidden">
              <Subject subject={message.subject} orderId={orderIdOf(message.subject)} />
            </td>
            <td className="px-2 py-2 align-top max-desk:pe-4">
              <StateWord name="waiting">In the outbox</StateWord>
              <span className="block truncate text-xs text-fg-3">
                {message.error ?? (message.attempts > 0 ? attemptCount(message.attempts) : "waiting for the relay")}
              </span>
            </td>
            <AgeCell at={message.writtenAt} />
          </tr>
        ))}
        {rows.map((held) => (
          <Row key={held.item.id} {...held} />
        ))}
      </tbody>
    </table>
  );
}

const orderIdOf = (subject: string) => (subject.startsWith("orders/") ? subject.slice("orders/".length) : null);

const AgeCell = ({ at }: { at: string }) => (
  <td className="py-2 ps-2 pe-6 text-end align-top whitespace-nowrap max-desk:hidden">
    <Age since={at} />
  </td>
);

function Subject({ subject, orderId }: { subject: string; orderId: string | null }) {
  if (orderId === null) return subject;
  return (
    <Link href={`/ops/trace/${orderId}`} title="Trace of this order" className="link relative z-[1]">
      {orderNumber(orderId)}
    </Link>
  );
}

/** A row that left the list keeps its place, dimmed. */
function Row({ item, gone }: StableRow<ExplorerItemDto>) {
  const { name, word } = markOf(item.shown);
  return (
    <tr className={`${row} hover:bg-hover ${gone ? "text-fg-3" : ""}`}>
      <td className="py-2 ps-4 align-top desk:ps-6">
        <Link
          href={`/ops/dead-letters/${item.id}`}
          data-letter={item.id}
          className="block truncate font-name outline-none after:absolute after:inset-0 after:content-['']"
        >
          {capital(handlerNoun(item.handler, item.handlerLabel).one)}
        </Link>
        <span className="block truncate text-xs text-fg-3">
          {item.messageType}
          {item.revision > 1 && `, rev ${item.revision}`}
          <span className="desk:hidden">{item.orderId && ` · ${orderNumber(item.orderId)}`}</span>
        </span>
      </td>
      <td className="truncate px-2 py-2 align-top font-mono text-[0.923em] max-desk:hidden">
        <Subject subject={item.subject} orderId={item.orderId} />
      </td>
      <td className="px-2 py-2 align-top max-desk:pe-4">
        <StateWord name={item.maybeSent ? "maybe-sent" : name}>{gone ? "Moved" : word}</StateWord>
        <span className="line-clamp-2 text-xs text-pretty wrap-anywhere text-fg-3">
          <Facts item={item} />
        </span>
      </td>
      <AgeCell at={item.createdAt} />
    </tr>
  );
}

/** Detail by state: next attempt, blocking message, failure or end time. */
function Facts({ item }: { item: ExplorerItemDto }) {
  const attempts = attemptCount(item.attempts);
  switch (item.shown) {
    case "waiting":
      return item.heldBy ? (
        <span className="relative z-[1]">
          blocked
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
