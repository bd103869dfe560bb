"use client";
import { useQuery } from "@tanstack/react-query";
import { deadLetterSearch } from "#components/console/dead-letters/dead-letters-query.ts";
import { ReplayButton } from "#components/console/replays/sheet/replay-button.tsx";
import { formatCount } from "#components/format/format-count.ts";
import { totalOf } from "#components/pipeline/depths.ts";
import { pipelineQuery } from "#components/pipeline/pipeline-query.ts";
import type { DeadLetterFilter } from "#server/contracts/triage/dead-letter-filter.ts";

type ReplayMatchingProps = {
  filter: DeadLetterFilter;
  /** One of the matching dead letters. */
  sampleId: string | null;
  /** The number of matches, if the page shows all of them. */
  shown: number | null;
};

/** Replays all dead letters that match the filter. A text search cannot be frozen in one statement. */
export function ReplayMatching({ filter: { q, ...filter }, sampleId, shown }: ReplayMatchingProps) {
  const { data } = useQuery(pipelineQuery());
  const isFiltered = deadLetterSearch(filter) !== "";
  const count = shown ?? (isFiltered || !data ? null : totalOf(data, "dead"));
  if (q !== undefined) {
    return <p className="text-xs text-fg-2">To replay all matches, remove the text search, or select rows.</p>;
  }
  const words = isFiltered ? "All dead letters that match the filter" : "All dead letters";
  return (
    <ReplayButton target={sampleId === null ? undefined : { select: { filter }, count, words, sampleId }}>
      {count === null ? "Replay all matching…" : `Replay all ${formatCount(count)}…`}
    </ReplayButton>
  );
}
