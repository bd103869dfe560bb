import type { ReactNode } from "react";
import { formatBounded, paceText } from "#components/console/causes/cause-labels.ts";
import { Sparkline } from "#components/console/causes/sparkline.tsx";
import { formatCount } from "#components/format/format-count.ts";
import { Age, Time } from "#components/ui/time.tsx";
import type { CauseDto } from "#server/contracts/triage/cause.ts";

const goalSeconds = 900;

/** Key figures of a cause. */
export function CauseFacts({ cause }: { cause: CauseDto }) {
  const { affected, holding, oldestDeadAt } = cause;
  const kind = `${affected.kind.charAt(0).toUpperCase()}${affected.kind.slice(1)}`;
  return (
    <div className="flex flex-wrap items-end gap-x-8 gap-y-2 border-t border-line px-4 py-3 max-desk:gap-x-6 desk:px-6">
      <dl className="flex flex-wrap gap-x-8 gap-y-2 max-desk:gap-x-6">
        <Fact name="Dead letters" value={formatCount(cause.dead)}>
          <span className={cause.state === "escalating" ? "font-medium text-dead" : ""}>{paceText(cause)}</span>
        </Fact>
        <Fact name={kind} value={formatBounded(affected)} />
        {holding.count > 0 && (
          <Fact name="Blocks" value={formatBounded(holding)}>
            {`messages of ${formatBounded({ count: holding.subjects, more: holding.more })} ${affected.kind}`}
          </Fact>
        )}
        {oldestDeadAt && (
          <Fact name="Oldest" value={<Age since={oldestDeadAt} goalSeconds={goalSeconds} />}>
            goal 15 min
          </Fact>
        )}
        <Fact name="First seen" value={<Time at={cause.firstSeenAt} format="day" />} />
        <Fact name="Last seen" value={<Time at={cause.lastSeenAt} format="day" />}>
          {`${formatCount(cause.deaths)} in total`}
        </Fact>
      </dl>
      <Sparkline hours={cause.hours} className="h-8 w-40 desk:ms-auto max-desk:w-full" />
    </div>
  );
}

function Fact({ name, value, children }: { name: string; value: ReactNode; children?: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-fg-3">{name}</dt>
      <dd className="whitespace-nowrap text-fg-2">
        <b className="text-md font-semibold text-fg">{value}</b>{" "}
        {children && <span className="text-xs">{children}</span>}
      </dd>
    </div>
  );
}
