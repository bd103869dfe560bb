"use client";
import type { Route } from "next";
import Link from "next/link";
import { useEffect, useState } from "react";
import { useShortcut } from "#components/browser/use-shortcut.ts";
import { formatBounded } from "#components/console/causes/cause-labels.ts";
import { DiscardCauseDialog } from "#components/console/causes/discard-cause-dialog.tsx";
import type { useCauseActions } from "#components/console/causes/use-cause-actions.ts";
import { DeadLetterTable } from "#components/console/dead-letters/dead-letter-table.tsx";
import { discardedPath } from "#components/console/dead-letters/dead-letters-query.ts";
import { DiscardSelected } from "#components/console/dead-letters/discard-selected.tsx";
import { restoredText } from "#components/console/dead-letters/discard-text.ts";
import { ReplaySelected } from "#components/console/dead-letters/replay-selected.tsx";
import { deadLetterSortKey } from "#components/console/dead-letters/sort-keys.ts";
import { useSelection } from "#components/console/dead-letters/use-selection.ts";
import { Section } from "#components/console/shell/section.tsx";
import { formatCount, formatCounted } from "#components/format/format-count.ts";
import { NewItemsPill } from "#components/live/new-items-pill.tsx";
import { useStableList } from "#components/live/use-stable-list.ts";
import { ActionButton } from "#components/session/action-button.tsx";
import { usePermission } from "#components/session/me.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { PageLinks } from "#components/ui/page-links.tsx";
import { useToast } from "#components/ui/toast.tsx";
import type { CauseDetailDto } from "#server/contracts/triage/cause.ts";

type CauseDeadLettersProps = {
  cause: CauseDetailDto;
  cursor: string | null;
  decisions: ReturnType<typeof useCauseActions>;
  onSelecting: (selecting: boolean) => void;
};

/** Dead letters of the cause, latest first, with bulk actions. */
export function CauseDeadLetters({ cause, cursor, decisions, onSelecting }: CauseDeadLettersProps) {
  const { discard, restore } = decisions;
  const { items, nextCursor } = cause.letters;
  const { discarded, fingerprint } = cause;
  const { rows, newCount, show } = useStableList(items, { more: nextCursor !== null, keyOf: deadLetterSortKey });
  const selection = useSelection(rows);
  const selecting = selection.letters.length > 0;
  useEffect(() => onSelecting(selecting), [onSelecting, selecting]);
  const [discarding, setDiscarding] = useState(false);
  const { may } = usePermission("dead-letters.discard");
  const toast = useToast();
  useShortcut("discard", () => setDiscarding(true), may && cause.dead > 0 && selection.letters.length === 0);
  const here = `/ops/causes/${fingerprint}` as Route;

  const discardAll = (reason: string) => {
    setDiscarding(false);
    // Excludes dead letters that arrived while the reason was typed. Plus 1 ms, because timestamps have microseconds.
    const diedBefore = new Date(Date.parse(cause.lastSeenAt) + 1).toISOString();
    discard.mutate(
      { cause, reason, diedBefore },
      { onSuccess: (done) => toast(`${done.discarded} discarded`, `${formatCounted(done.left, "dead letter")} left.`) },
    );
  };
  return (
    <Section
      title="Dead letters"
      note={`latest first, ${formatCount(items.length)} of ${formatCount(cause.dead)}`}
      flush
      className="grow border-t border-line pt-4"
      aside={
        cause.dead > 0 && (
          <DiscardCauseDialog
            cause={cause}
            open={discarding}
            onOpenChange={setDiscarding}
            busy={discard.isPending}
            onDiscard={discardAll}
          />
        )
      }
    >
      <NewItemsPill
        newCount={newCount}
        more={newCount >= items.length}
        nouns={["dead letter", "dead letters"]}
        onShow={show}
      />
      {rows.length > 0 && <DeadLetterTable rows={rows} ofCause selection={selection} />}
      {rows.length === 0 && (
        <p className="border-t border-line px-4 py-4 text-fg-2 desk:px-6">
          {cursor === null ? "No dead letters." : "No older dead letters."}
        </p>
      )}
      <PageLinks
        first={cursor === null ? null : here}
        next={nextCursor === null ? null : (`${here}?cursor=${encodeURIComponent(nextCursor)}` as Route)}
      />
      {discarded.count > 0 && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-t border-line px-4 py-3 text-fg-2 desk:px-6">
          <p>{`${formatBounded(discarded)} discarded ${discarded.count === 1 ? "message" : "messages"} of this cause can be restored.`}</p>
          <ActionButton
            action="dead-letters.discard"
            size="s"
            inert={restore.isPending}
            onClick={() =>
              restore.mutate(cause, {
                onSuccess: (done) => toast(`${done.restored} restored`, restoredText(done.restored)),
              })
            }
          >
            {discarded.count === 1
              ? "Restore message"
              : `Restore ${discarded.count > 500 ? "the oldest 500" : `all ${discarded.count}`}`}
          </ActionButton>
          <Link href={discardedPath(fingerprint)} className={buttonClass({ variant: "quiet", size: "s" })}>
            Show discarded
          </Link>
        </div>
      )}
      <DiscardSelected selection={selection}>
        <ReplaySelected selection={selection} />
      </DiscardSelected>
    </Section>
  );
}
