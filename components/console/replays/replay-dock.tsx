"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useState } from "react";
import { useNow } from "#components/browser/now.tsx";
import { CountsBar } from "#components/console/replays/counts-bar.tsx";
import { DockAction } from "#components/console/replays/dock-action.tsx";
import {
  announcementOf,
  phaseText,
  progressText,
  stateLabels,
  timeLeftText,
} from "#components/console/replays/replay-labels.ts";
import { openReplaysQuery, replayPath } from "#components/console/replays/replays-query.ts";
import { formatCount } from "#components/format/format-count.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import { usePermission } from "#components/session/me.tsx";
import { Dock } from "#components/ui/dock.tsx";
import type { ReplaySummaryDto } from "#server/contracts/triage/replay-batch.ts";

/** Shortest interval between announcements, in milliseconds. */
const announcedEveryMs = 10_000;

/** Progress of running bulk replays of all operators, at the bottom of every console page except their receipts. */
export function ReplayDock() {
  const { may } = usePermission("dead-letters.read");
  const { data } = useQuery({ ...openReplaysQuery(), enabled: may });
  const path = usePathname();
  const running = data?.items ?? [];
  const [first, ...others] = running.filter(({ id }) => path !== replayPath(id));
  return (
    <>
      <Announcements text={running.map(announcementOf).join(" ")} />
      {first && (
        <Dock label="Running replay" lowest>
          <div className="flex min-h-12 items-center gap-x-4 gap-y-1 py-1.5 max-desk:flex-wrap">
            <span className="flex min-w-0 items-center gap-2 max-desk:w-full">
              <StateMark name={stateLabels[first.state].mark} label={stateLabels[first.state].word} />
              <Link href={replayPath(first.id)} className="min-w-0 truncate font-name hover:underline">
                {first.name}
              </Link>
            </span>
            <CountsBar counts={first.counts} total={first.total} className="h-2 w-full flex-none desk:w-48 wide:w-64" />
            <span className="whitespace-nowrap">
              <b className="font-semibold">{progressText(first)}</b>
              <span className="ps-2 text-delivered">{`${formatCount(first.counts.delivered)} delivered`}</span>
              {first.counts.failedAgain > 0 && (
                <span className="ps-2 text-dead">{`${formatCount(first.counts.failedAgain)} failed again`}</span>
              )}
            </span>
            <span className="min-w-0 truncate text-fg-2 max-desk:hidden">{phaseText(first)}</span>
            <TimeLeft replay={first} />
            <span className="ms-auto flex items-center gap-2">
              {others.length > 0 && (
                <Link href="/ops/replays" className="link text-xs text-fg-2">
                  {`+${others.length} more`}
                </Link>
              )}
              <DockAction replay={first} />
            </span>
          </div>
        </Dock>
      )}
    </>
  );
}

function TimeLeft({ replay }: { replay: ReplaySummaryDto }) {
  const text = timeLeftText(replay, useNow());
  return text && <span className="flex-none text-fg-2 max-desk:hidden">{text}</span>;
}

/** Live region with the progress, which changes at most every 10 s. */
function Announcements({ text }: { text: string }) {
  const period = Math.floor(useNow() / announcedEveryMs);
  const [said, setSaid] = useState({ period, text });
  if (said.period !== period) setSaid({ period, text });
  return (
    <span role="status" className="sr-only">
      {said.text}
    </span>
  );
}
