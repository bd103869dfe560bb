import Link from "next/link";
import type { HeldRow } from "#components/live/hold-list.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import { failureWords, orderNumber } from "#components/orders/stage-words.ts";
import { nounOf } from "#components/pipeline/handler-words.ts";
import { Chip } from "#components/ui/chip.tsx";
import { Age } from "#components/ui/time.tsx";
import type { DeadLetterItemDto } from "#server/contracts/dead-letter.ts";

const deadGoalSeconds = 900;

/** What failed, in words: `Order mail: recipient rejected`. */
function titleOf(item: DeadLetterItemDto): string {
  const noun = nounOf(item.handler, item.handlerLabel).one;
  const { label } = failureWords(item.failureCode);
  return `${noun[0]?.toUpperCase()}${noun.slice(1)}: ${label[0]?.toLowerCase()}${label.slice(1)}`;
}

const head = "py-1.5 text-xs font-medium text-fg-3";

/** The worklist: each row says what failed and what to do next. The whole row leads to the letter. */
export function DeadLetterTable({ rows }: { rows: readonly HeldRow<DeadLetterItemDto>[] }) {
  return (
    <table className="w-full table-fixed">
      <colgroup>
        <col />
        <col className="w-28 max-desk:hidden" />
        <col className="w-14 max-desk:hidden" />
        <col className="w-24 max-desk:w-22" />
        <col className="w-[30%] max-desk:hidden" />
      </colgroup>
      <thead>
        <tr>
          <th scope="col" className={`${head} ps-4 text-start desk:ps-6`}>
            What failed
          </th>
          <th scope="col" className={`${head} px-2 text-start max-desk:hidden`}>
            Order
          </th>
          <th scope="col" className={`${head} px-2 text-end max-desk:hidden`}>
            Tries
          </th>
          <th scope="col" className={`${head} ps-2 pe-4 text-end desk:pe-2`}>
            Dead for
          </th>
          <th scope="col" className={`${head} ps-6 pe-6 text-start max-desk:hidden`}>
            Next step
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ item, gone }) => (
          <Row key={item.id} item={item} gone={gone} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ item, gone }: HeldRow<DeadLetterItemDto>) {
  return (
    <tr className={`relative border-t border-line hover:bg-hover ${gone ? "text-fg-3" : ""}`}>
      <td className="py-2 ps-4 desk:ps-6">
        <div className="flex gap-2.5">
          <StateMark name="dead" label={gone ? "Not dead any more" : "Dead"} muted={gone} className="mt-0.5" />
          <div className="min-w-0">
            <Link
              href={`/ops/dead-letters/${item.id}`}
              className="block truncate font-name after:absolute after:inset-0 after:content-['']"
            >
              {titleOf(item)}
            </Link>
            <div className="flex min-w-0 flex-wrap items-center gap-x-2 text-xs text-fg-3">
              <code>{item.failureCode ?? "no code"}</code>
              <span className="truncate max-desk:hidden">
                {item.handler} · {item.messageType}
              </span>
              {item.orderId && <span className="desk:hidden">{orderNumber(item.orderId)}</span>}
              {gone && <Chip tone="outline">Not dead any more</Chip>}
              {item.revision > 1 && <Chip tone="dead">Died again</Chip>}
              {item.maybeSent && <Chip tone="dead">Maybe sent</Chip>}
              {item.holding > 0 && <Chip>{`Holds ${item.holding}`}</Chip>}
            </div>
          </div>
        </div>
      </td>
      <td className="px-2 font-mono text-[0.923em] max-desk:hidden">
        {item.orderId ? orderNumber(item.orderId) : "none"}
      </td>
      <td className="px-2 text-end max-desk:hidden">{item.attempts}</td>
      <td className="ps-2 pe-4 text-end whitespace-nowrap desk:pe-2">
        <Age since={item.diedAt} goalSeconds={deadGoalSeconds} />
      </td>
      <td className="ps-6 pe-6 text-pretty max-desk:hidden">{failureWords(item.failureCode).nextStep}</td>
    </tr>
  );
}
