"use client";
import { useQuery } from "@tanstack/react-query";
import { isOpen, replayItemsQuery } from "#components/console/replays/replays-query.ts";
import { ReplayButton } from "#components/console/replays/sheet/replay-button.tsx";
import { formatCount } from "#components/format/format-count.ts";
import type { ReplayBatchDto } from "#server/contracts/triage/replay-batch.ts";

/** Replays the failures of an ended replay again, by the same sheet. */
export function ReplayFailures({ batch }: { batch: ReplayBatchDto }) {
  const { id, counts, state, name } = batch;
  const failed = counts.failedAgain;
  const offered = !isOpen(state) && failed > 0;
  const { data } = useQuery({ ...replayItemsQuery(id, "failedAgain", null), enabled: offered });
  if (!offered) return null;
  const sampleId = data?.items[0]?.newId ?? null;
  return (
    <ReplayButton
      byKey
      variant="primary"
      target={{ select: { failuresOf: id }, count: failed, words: `Failures of “${name}”`, sampleId }}
    >
      {failed === 1 ? "Replay the failure again…" : `Replay the ${formatCount(failed)} failures again…`}
    </ReplayButton>
  );
}
