import Link from "next/link";
import { isSelectable, type Selection } from "#components/console/dead-letters/use-selection.ts";
import { CauseLink } from "#components/console/delivery/cause-link.tsx";
import { titleOf } from "#components/console/delivery/delivery-labels.ts";
import type { StableRow } from "#components/live/stable-list.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import { failureWords, orderNumber } from "#components/pipeline/stage-labels.ts";
import { CheckBox } from "#components/ui/check-box.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { Age } from "#components/ui/time.tsx";
import type { DeadLetterItemDto } from "#server/contracts/triage/dead-letter.ts";
import type { ListedState } from "#server/contracts/triage/dead-letter-filter.ts";

const deadGoalSeconds = 900;
const goneLabels = { dead: "No longer dead-lettered", discarded: "No longer discarded" };

type DeadLetterRowProps = StableRow<DeadLetterItemDto> & {
  ofCause: boolean;
  state: ListedState;
  selection: Selection | undefined;
};

/** The shortcuts j and k focus the row's link. */
export function DeadLetterRow({ item, gone, ofCause, state, selection }: DeadLetterRowProps) {
  const selected = selection?.has(item.id) ?? false;
  const title = titleOf(item);
  const order = item.orderId ? orderNumber(item.orderId) : null;
  return (
    <tr
      className={`relative border-t border-line -outline-offset-2 outline-ring hover:bg-hover has-[a[data-letter]:focus-visible]:bg-hover has-[a[data-letter]:focus-visible]:outline-2 ${selected ? "bg-hover" : ""} ${gone ? "text-fg-3" : ""}`}
    >
      {selection && (
        <td className="relative z-[1] ps-4 pt-2.5 align-top desk:ps-6">
          <CheckBox
            label={`Select ${title}${order ? `, order ${order}` : ""}`}
            checked={selected}
            inert={!isSelectable({ item, gone })}
            onToggle={(range) => selection.toggle(item.id, range)}
          />
        </td>
      )}
      <td className={`py-2 ${selection ? "" : "ps-4 desk:ps-6"}`}>
        <div className="flex gap-2.5">
          <StateMark name={state} label={gone ? goneLabels[state] : undefined} muted={gone} className="mt-0.5" />
          <div className="min-w-0">
            <Link
              href={`/ops/dead-letters/${item.id}`}
              data-letter={item.id}
              className="block truncate font-name outline-none after:absolute after:inset-0 after:content-['']"
            >
              {title}
            </Link>
            <div className="flex min-w-0 flex-wrap items-center gap-x-2 text-xs text-fg-3 [&>.chip]:-my-0.5">
              <code className={gone ? "max-desk:hidden" : ""}>{item.failureCode ?? "no code"}</code>
              {/* One line only: a second one would move the rows below. */}
              {!gone && (
                <span className="truncate max-desk:hidden">
                  {item.handler} · {item.messageType}
                </span>
              )}
              {order && <span className="desk:hidden">{order}</span>}
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
      </td>
      <td className="px-2 font-mono text-[0.923em] max-desk:hidden">{order ?? "none"}</td>
      <td className="px-2 text-end max-desk:hidden">{item.attempts}</td>
      <td className="ps-2 pe-4 text-end align-top whitespace-nowrap max-desk:pt-2 desk:pe-2 desk:align-middle">
        {state === "dead" ? (
          <Age since={item.diedAt} goalSeconds={deadGoalSeconds} />
        ) : (
          item.discarded && <Age since={item.discarded.at} />
        )}
      </td>
      <td className="py-2 ps-6 pe-6 text-pretty max-desk:hidden">
        {state === "dead" ? failureWords(item.failureCode).nextStep : <DiscardReason item={item} />}
      </td>
    </tr>
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
