"use client";
import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { activityLine } from "#components/console/activity/activity-line.ts";
import { activityQuery } from "#components/console/activity/activity-query.ts";
import { AsideLink, Section } from "#components/console/shell/section.tsx";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { StateMark } from "#components/marks/state-mark.tsx";
import { usePermission } from "#components/session/me.tsx";
import { Time } from "#components/ui/time.tsx";
import type { ActivityDto } from "#server/contracts/monitoring/activity.ts";

/** Recent activity: operator actions, alerts, deployments and lost workers. */
export function ActivityList() {
  const { data } = useHydratedQuery(activityQuery());
  const { may } = usePermission("audit.read");
  return (
    <Section title="Activity" flush aside={may && <AsideLink href="/ops/audit">Audit log</AsideLink>}>
      {data.items.length === 0 ? (
        <p className="px-4 pb-4 text-pretty text-fg-2 desk:px-6">
          No activity yet. Replays, alerts, deployments and lost workers appear here.
        </p>
      ) : (
        <ol>
          {data.items.map((item) => (
            <ActivityLine key={`${item.kind} ${item.at} ${activityLine(item).text}`} item={item} today={data.at} />
          ))}
        </ol>
      )}
    </Section>
  );
}

function ActivityLine({ item, today }: { item: ActivityDto; today: string }) {
  const { mark, subject, text, href } = activityLine(item);
  const content = (
    <>
      {subject && <b className="font-name text-fg">{subject} </b>}
      {text}
    </>
  );
  const old = Date.parse(today) - Date.parse(item.at) > 12 * 3_600_000;
  return (
    <li className="grid grid-cols-[64px_14px_minmax(0,1fr)] items-start gap-x-2.5 px-4 py-1.5 desk:px-6">
      <Time at={item.at} format={old ? "date" : "clock"} className="font-mono text-xs/5 whitespace-nowrap text-fg-3" />
      {mark === null ? (
        <ArrowRight size={14} strokeWidth={1.5} className="mt-[3px] text-fg-3" aria-hidden="true" />
      ) : (
        <StateMark name={mark} size={14} className="mt-[3px]" />
      )}
      <p className="min-w-0 text-pretty wrap-anywhere text-fg-2">
        {href ? (
          <Link href={href} className="hover:text-fg hover:underline max-desk:-my-2 max-desk:py-2">
            {content}
          </Link>
        ) : (
          content
        )}
      </p>
    </li>
  );
}
