"use client";
import type { Route } from "next";
import Link from "next/link";
import { useState } from "react";
import { useShortcut } from "#components/browser/use-shortcut.ts";
import { formatBounded } from "#components/console/causes/cause-labels.ts";
import { DiscardCauseDialog } from "#components/console/causes/discard-cause-dialog.tsx";
import type { useCauseActions } from "#components/console/causes/use-cause-actions.ts";
import { DeadLetterTable } from "#components/console/dead-letters/dead-letter-table.tsx";
import { discardedPath } from "#components/console/dead-letters/dead-letters-query.ts";
import { DiscardSelected } from "#components/console/dead-letters/discard-selected.tsx";
import { deadLetterSortKey } from "#components/console/dead-letters/sort-keys.ts";
import { useSelection } from "#components/console/dead-letters/use-selection.ts";
import { PageLinks } from "#components/console/shell/page-links.tsx";
import { NewItemsPill } from "#components/live/new-items-pill.tsx";
import { useStableList } from "#components/live/use-stable-list.ts";
import { ActionButton } from "#components/session/action-button.tsx";
import { usePermission } from "#components/session/me.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { useToast } from "#components/ui/toast.tsx";
import type { CauseDetailDto } from "#server/contracts/triage/cause.ts";

type CauseLettersProps = {
  cause: CauseDetailDto;
  cursor: string | null;
  decisions: ReturnType<typeof useCauseActions>;
};

/** Its dead letters, latest death first, and what can be done with all of them. */
export function CauseLetters({ cause, cursor, decisions: { discard, restore } }: CauseLettersProps) {
  const { items, nextCursor } = cause.letters;
  const { discarded, fingerprint } = cause;
  const { rows, news, show } = useStableList(items, { more: nextCursor !== null, keyOf: deadLetterSortKey });
  const selection = useSelection(rows);
  const [discarding, setDiscarding] = useState(false);
  const { may } = usePermission("dead-letters.discard");
  const toast = useToast();
  useShortcut("discard", () => setDiscarding(true), may && cause.dead > 0 && selection.letters.length === 0);
  const here = `/ops/causes/${fingerprint}` as Route;

  const discardAll = (reason: string) => {
    setDiscarding(false);
    // What died while the reason was typed was not seen: a millisecond more, because the last death has microseconds.
    const diedBefore = new Date(Date.parse(cause.lastSeenAt) + 1).toISOString();
    discard.mutate(
      { cause, reason, diedBefore },
      { onSuccess: (done) => toast(`${done.discarded} discarded`, `${done.left} of it are still dead.`) },
    );
  };
  return (
    <section aria-labelledby="letters" className="grow border-t border-line pt-4">
      <div className="flex flex-wrap items-center justify-between gap-2 px-4 pb-2 desk:px-6">
        <h2 id="letters" className="font-semibold">
          Dead letters{" "}
          <span className="ps-1 text-xs font-normal text-fg-2">
            {`latest first, ${items.length.toLocaleString("en-GB")} of ${cause.dead.toLocaleString("en-GB")}`}
          </span>
        </h2>
        {cause.dead > 0 && (
          <DiscardCauseDialog
            cause={cause}
            open={discarding}
            onOpenChange={setDiscarding}
            busy={discard.isPending}
            onDiscard={discardAll}
          />
        )}
      </div>
      <NewItemsPill news={news} more={news >= items.length} nouns={["dead letter", "dead letters"]} onShow={show} />
      {rows.length > 0 && <DeadLetterTable rows={rows} ofCause selection={selection} />}
      {rows.length === 0 && (
        <p className="border-t border-line px-4 py-4 text-fg-2 desk:px-6">
          {cursor === null ? "None is dead now." : "Nothing older is dead."}
        </p>
      )}
      <PageLinks
        newest={cursor === null ? null : here}
        older={nextCursor === null ? null : (`${here}?cursor=${encodeURIComponent(nextCursor)}` as Route)}
      />
      {discarded.count > 0 && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-t border-line px-4 py-3 text-fg-2 desk:px-6">
          <p>{`${formatBounded(discarded)} of this cause ${discarded.count === 1 ? "was" : "were"} discarded and can come back.`}</p>
          <ActionButton
            action="dead-letters.discard"
            size="s"
            inert={restore.isPending}
            onClick={() =>
              restore.mutate(cause, {
                onSuccess: (done) => toast(`${done.restored} restored`, "They are dead again, nothing was sent."),
              })
            }
          >
            {discarded.count === 1
              ? "Restore it"
              : `Restore ${discarded.count > 500 ? "the oldest 500" : `all ${discarded.count}`}`}
          </ActionButton>
          <Link href={discardedPath(fingerprint)} className={buttonClass({ variant: "quiet", size: "s" })}>
            See {discarded.count === 1 ? "it" : "them"}
          </Link>
        </div>
      )}
      <DiscardSelected selection={selection} />
    </section>
  );
}
