import Link from "next/link";
import { FiringList } from "#components/console/alerts/firing-list.tsx";
import { causeTitle } from "#components/console/causes/cause-labels.ts";
import { causesQuery, topCauseCount } from "#components/console/causes/causes-query.ts";
import { withoutPause } from "#components/console/overview/pipeline-status.ts";
import { formatCount, formatCounted } from "#components/format/format-count.ts";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { StateMark } from "#components/marks/state-mark.tsx";
import type { PipelineDto } from "#server/contracts/monitoring/pipeline.ts";

/** Firing alerts and the top failure cause, unless an alert names that cause already. */
export function Highlights({ snapshot }: { snapshot: PipelineDto }) {
  const { alerts, firing } = withoutPause(snapshot);
  const [cause] = useHydratedQuery(causesQuery("open", null, topCauseCount)).data.items;
  const isInAlert = firing.some(({ subject }) => subject === cause?.fingerprint);
  return (
    <div className="grid gap-1 pt-2 empty:hidden">
      {firing.length > 0 && <FiringList firing={firing} />}
      {alerts > firing.length && (
        <Link href="/ops/alerts" className="link ps-[22px] max-desk:-my-2 max-desk:py-2">
          {`All ${formatCount(alerts)} alerts`}
        </Link>
      )}
      {cause && !isInAlert && (
        <p className="flex items-start gap-2">
          <StateMark name="dead" size={14} className="mt-[3px]" />
          <span className="min-w-0 text-pretty wrap-anywhere">
            {"Top failure cause: "}
            <Link href={`/ops/causes/${cause.fingerprint}`} className="link max-desk:-my-2 max-desk:py-2">
              {causeTitle(cause)}
            </Link>
            <span className="text-fg-3">{` · ${formatCounted(cause.dead, "dead letter")}`}</span>
          </span>
        </p>
      )}
    </div>
  );
}
