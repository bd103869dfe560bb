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
import { failureWords } from "#components/pipeline/stage-labels.ts";
import { Age } from "#components/ui/time.tsx";
import type { CauseDto } from "#server/contracts/triage/cause.ts";

const deadGoalSeconds = 900;
const head = "pb-1.5 text-xs font-medium text-fg-3";

type CauseTableProps = {
  items: readonly CauseDto[];
  caption: string;
  /** Without the columns Affects and Assignee. */
  narrow?: boolean;
};

/** Failure causes with trend, counts and next step. The whole row links to the cause. */
export function CauseTable({ items, caption, narrow = false }: CauseTableProps) {
  return (
    <table className="w-full table-fixed">
      <caption className="sr-only">{caption}</caption>
      <colgroup>
        <col />
        <col className={`max-desk:hidden ${narrow ? "w-24" : "w-28"}`} />
        <col className="w-24 max-desk:w-26" />
        {!narrow && <col className="hidden wide:table-column wide:w-24" />}
        <col className="w-24 max-desk:hidden" />
        <col className={`max-desk:hidden ${narrow ? "w-[23%]" : "w-[26%]"}`} />
        {!narrow && <col className="w-16 max-desk:hidden" />}
      </colgroup>
      <thead>
        <tr>
          <th scope="col" className={`${head} ps-4 text-start desk:ps-6`}>
            Cause
          </th>
          <th scope="col" className={`${head} px-2 text-start max-desk:hidden`}>
            Last 24 hours
          </th>
          <th scope="col" className={`${head} ps-2 pe-4 text-end desk:pe-2`}>
            Dead letters
          </th>
          {!narrow && (
            <th scope="col" className={`${head} hidden px-2 text-end wide:table-cell`}>
              Affects
            </th>
          )}
          <th scope="col" className={`${head} px-2 text-end max-desk:hidden`}>
            Oldest
          </th>
          <th scope="col" className={`${head} ps-6 pe-2 text-start max-desk:hidden`}>
            Next step
          </th>
          {!narrow && (
            <th scope="col" className={`${head} pe-6 text-end max-desk:hidden`}>
              Assignee
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {items.map((cause) => (
          <Row key={cause.fingerprint} cause={cause} narrow={narrow} />
        ))}
      </tbody>
    </table>
  );
}

const settled = (cause: CauseDto) => cause.state === "resolved" || cause.state === "quiet";

/** The shortcuts j and k focus the row's link. */
function Row({ cause, narrow }: { cause: CauseDto; narrow: boolean }) {
  const blocks = blockingText(cause);
  return (
    <tr className="relative border-t border-line -outline-offset-2 outline-ring hover:bg-hover has-[a[data-cause]:focus-visible]:bg-hover has-[a[data-cause]:focus-visible]:outline-2">
      <td className="py-2 ps-4 desk:ps-6">
        <div className="flex gap-2.5">
          <StateMark
            name={settled(cause) ? "delivered" : cause.state === "muted" ? "paused" : "dead"}
            label={settled(cause) ? "Settled" : cause.state === "muted" ? "Muted" : "Open"}
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
      </td>
      <td className="px-2 max-desk:hidden">
        <Sparkline hours={cause.hours} />
      </td>
      <td className="ps-2 pe-4 text-end whitespace-nowrap desk:pe-2">
        <b className="block text-md/5 font-semibold">{formatCount(cause.dead)}</b>
        <span className={`text-xs ${cause.state === "escalating" ? "font-semibold text-dead" : "text-fg-2"}`}>
          {paceText(cause)}
        </span>
      </td>
      {!narrow && (
        <td className="hidden px-2 text-end whitespace-nowrap wide:table-cell">
          {formatBounded(cause.affected)}
          <span className="block text-xs text-fg-2">{cause.affected.kind}</span>
        </td>
      )}
      <td className="px-2 text-end whitespace-nowrap max-desk:hidden">
        {cause.oldestDeadAt === null ? (
          <span className="text-fg-3">–</span>
        ) : (
          <Age since={cause.oldestDeadAt} goalSeconds={deadGoalSeconds} />
        )}
        <span className="block text-xs text-fg-2">
          last <Age since={cause.lastSeenAt} />
        </span>
      </td>
      <td className="ps-6 pe-2 text-pretty max-desk:hidden">
        {settled(cause) ? settledText(cause) : failureWords(cause.failureCode).nextStep}
        {blocks && <span className="block text-xs text-fg-2">{blocks}</span>}
      </td>
      {!narrow && (
        <td className="pe-6 text-end max-desk:hidden">
          <Assignee owner={cause.owner} />
        </td>
      )}
    </tr>
  );
}

function settledText(cause: CauseDto): string {
  if (cause.state === "quiet") return "No action needed.";
  return cause.dead === 0 ? "Resolved manually." : `Resolved manually · ${affectedText(cause)} still affected.`;
}
