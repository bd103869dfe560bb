"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { StateMark } from "#components/marks/state-mark.tsx";
import { pipelineQuery } from "#components/pipeline/pipeline-query.ts";

/** On every other page of the console: what is replayed there waits as well. The overview says why, and offers the way out. */
export function PausedNote() {
  const path = usePathname();
  const { data } = useHydratedQuery(pipelineQuery());
  if (!data.sending || path === "/ops") return null;
  return (
    <div role="status" className="flex items-center gap-2 bg-retrying-bg px-4 py-2 text-retrying desk:px-6">
      <StateMark name="paused" />
      <p>
        <b className="font-semibold">Sending is paused.</b> What you replay waits too.{" "}
        <Link href="/ops" className="link inline-flex items-center max-desk:min-h-11">
          See why
        </Link>
      </p>
    </div>
  );
}
