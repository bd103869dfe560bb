"use client";
import { Pause } from "lucide-react";
import Link from "next/link";
import { problemOf } from "#components/api/request-json.ts";
import { AbortDialog } from "#components/console/replays/abort-dialog.tsx";
import { replayPath } from "#components/console/replays/replays-query.ts";
import { useReplayActions } from "#components/console/replays/use-replay-actions.ts";
import { ActionButton } from "#components/session/action-button.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { useToast } from "#components/ui/toast.tsx";
import type { ReplaySummaryDto } from "#server/contracts/triage/replay-batch.ts";

/** Pauses or aborts a running replay. One that waits for a decision links to its receipt, where it is resumed, aborted or approved. */
export function DockAction({ replay }: { replay: ReplaySummaryDto }) {
  const { decide } = useReplayActions(replay.id);
  const toast = useToast();
  if (replay.state !== "running") {
    return (
      <Link href={replayPath(replay.id)} className={buttonClass()}>
        {replay.state === "paused" ? "Resume or abort" : "Review"}
      </Link>
    );
  }
  return (
    <>
      <ActionButton
        action="replays.run"
        inert={decide.isPending}
        onClick={() =>
          decide.mutate(
            { verb: "pause" },
            {
              onSuccess: () => toast("Paused", "Messages in flight are finished. Resume it on its page."),
              onError: (error) => toast("Not paused", problemOf(error).detail),
            },
          )
        }
      >
        <Pause size={14} strokeWidth={1.5} aria-hidden="true" />
        Pause
      </ActionButton>
      <span className="max-desk:hidden">
        <AbortDialog left={replay.counts.pending} decide={decide} />
      </span>
    </>
  );
}
