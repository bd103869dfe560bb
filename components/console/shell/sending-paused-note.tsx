"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { StateMark } from "#components/marks/state-mark.tsx";
import { pipelineQuery } from "#components/pipeline/pipeline-query.ts";

/** Banner on all console pages except the overview while sending is paused. */
export function PausedNote() {
  const path = usePathname();
  const { data } = useHydratedQuery(pipelineQuery());
  if (!data.sending || path === "/ops") return null;
  return (
    <div role="status" className="flex items-center gap-2 bg-retrying-bg px-4 py-2 text-retrying desk:px-6">
      <StateMark name="paused" />
      <p>
        <b className="font-semibold">Sending is paused.</b> Replays wait too.{" "}
        <Link href="/ops" className="link inline-flex items-center max-desk:min-h-11">
          Show reason
        </Link>
      </p>
    </div>
  );
}
