"use client";
import type { Selection } from "#components/console/dead-letters/use-selection.ts";
import { ReplayButton } from "#components/console/replays/sheet/replay-button.tsx";
import { formatCount, formatCounted } from "#components/format/format-count.ts";

/** Replays the selected dead letters at their shown versions. */
export function ReplaySelected({ selection: { letters } }: { selection: Selection }) {
  const [first] = letters;
  const target = first && {
    select: { letters: letters.map(({ id, version }) => ({ id, version })) },
    ...{ count: letters.length, words: `${formatCounted(letters.length, "selected dead letter")}`, sampleId: first.id },
  };
  return (
    <ReplayButton byKey variant="primary" target={target}>
      {`Fix & replay ${formatCount(letters.length)}…`}
    </ReplayButton>
  );
}
