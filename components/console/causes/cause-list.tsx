"use client";
import { useState } from "react";
import { problemOf } from "#components/api/request-json.ts";
import { useShortcut } from "#components/browser/use-shortcut.ts";
import { causeName } from "#components/console/causes/cause-labels.ts";
import { CauseTable } from "#components/console/causes/cause-table.tsx";
import { CauseTabs, tabHref } from "#components/console/causes/cause-tabs.tsx";
import { causesQuery } from "#components/console/causes/causes-query.ts";
import { MuteDialog } from "#components/console/causes/mute-dialog.tsx";
import { NoCauses } from "#components/console/causes/no-causes.tsx";
import { type CauseAction, useCauseActions } from "#components/console/causes/use-cause-actions.ts";
import { useStableOrder } from "#components/console/causes/use-stable-order.ts";
import { TopBar } from "#components/console/shell/top-bar.tsx";
import { focusedCause, useRowKeys } from "#components/console/shell/use-row-keys.ts";
import { formatCount } from "#components/format/format-count.ts";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { NewItemsPill } from "#components/live/new-items-pill.tsx";
import { useMe, usePermission } from "#components/session/me.tsx";
import { Button } from "#components/ui/button.tsx";
import { Key } from "#components/ui/key.tsx";
import { PageLinks } from "#components/ui/page-links.tsx";
import { ProblemNote } from "#components/ui/problem-note.tsx";
import { useToast } from "#components/ui/toast.tsx";
import type { CauseDto, CauseTab } from "#server/contracts/triage/cause.ts";

/** Failure causes, largest first. */
export function CauseList({ tab, cursor }: { tab: CauseTab; cursor: string | null }) {
  const query = useHydratedQuery(causesQuery(tab, cursor));
  const { items, nextCursor, counts, dead } = query.data;
  const { rows, newCount, show } = useStableOrder(items);
  const { decide } = useCauseActions();
  const [muting, setMuting] = useState<CauseDto | null>(null);
  const toast = useToast();
  const me = useMe();
  const { may } = usePermission("causes.decide");
  useRowKeys();

  const focusedRow = () => rows.find(({ fingerprint }) => fingerprint === focusedCause());
  const act = (cause: CauseDto, decision: CauseAction, done: string) =>
    decide.mutate({ cause, ...decision }, { onSuccess: () => toast(done, causeName(cause)) });
  useShortcut("mute", () => setMuting(focusedRow() ?? null), may);
  useShortcut(
    "assign",
    () => {
      const cause = focusedRow();
      if (cause && me?.kind === "user") act(cause, { verb: "assign", body: { ownerId: me.id } }, "Assigned to you");
    },
    may,
  );

  return (
    <>
      <TopBar title="Failure causes" />
      <CauseTabs tab={tab} counts={counts} />
      <NewItemsPill newCount={newCount} more={false} nouns={["cause", "causes"]} onShow={show} />
      {decide.isError && (
        <div className="px-4 pt-3 desk:px-6">
          <ProblemNote problem={problemOf(decide.error)}>
            <Button onClick={() => decide.reset()}>Close</Button>
          </ProblemNote>
        </div>
      )}
      {rows.length === 0 ? (
        <NoCauses tab={tab} first={cursor === null} counts={counts} />
      ) : (
        <CauseTable items={rows} caption={`Failure causes, ${tab}, most dead letters first`} />
      )}
      {rows.length > 0 && (
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-t border-line px-4 py-3 text-fg-2 desk:px-6">
          <p>
            <b className="font-semibold text-fg">{formatCount(dead)}</b>
            {` dead ${dead === 1 ? "letter" : "letters"} in ${formatCount(counts[tab])} ${counts[tab] === 1 ? "cause" : "causes"}`}
          </p>
          <p className="flex items-center gap-1.5 text-xs max-desk:hidden">
            <Key>j</Key>
            <Key>k</Key> move <Key>enter</Key> open <Key>m</Key> mute <Key>a</Key> assign to me
          </p>
        </div>
      )}
      <PageLinks
        first={cursor === null ? null : tabHref(tab)}
        next={nextCursor === null ? null : tabHref(tab, nextCursor)}
        labels={{ first: "First page", next: "Next page" }}
      />
      {muting && (
        <MuteDialog
          cause={muting}
          open
          onOpenChange={() => setMuting(null)}
          busy={decide.isPending}
          onMute={(body) => {
            act(muting, { verb: "mute", body }, "Muted");
            setMuting(null);
          }}
        />
      )}
    </>
  );
}
