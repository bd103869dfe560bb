"use client";
import { useState } from "react";
import { useShortcut } from "#components/browser/use-shortcut.ts";
import { MuteDialog } from "#components/console/causes/mute-dialog.tsx";
import type { CauseAction, useCauseActions } from "#components/console/causes/use-cause-actions.ts";
import { formatCounted } from "#components/format/format-count.ts";
import { ActionButton } from "#components/session/action-button.tsx";
import { useMe, usePermission } from "#components/session/me.tsx";
import { Key } from "#components/ui/key.tsx";
import { useToast } from "#components/ui/toast.tsx";
import type { CauseDto } from "#server/contracts/triage/cause.ts";

type CauseActionsProps = { cause: CauseDto; decisions: ReturnType<typeof useCauseActions> };

/** Buttons to assign, mute and resolve a cause. */
export function CauseActions({ cause, decisions: { decide } }: CauseActionsProps) {
  const [muting, setMuting] = useState(false);
  const me = useMe();
  const { may } = usePermission("causes.decide");
  const toast = useToast();
  const mine = me !== null && cause.owner?.id === me.id;
  const person = me?.kind === "user";
  const muted = cause.state === "muted";
  const resolved = cause.state === "resolved";
  const send = (decision: CauseAction, title: string, description?: string) =>
    decide.mutate({ cause, ...decision }, { onSuccess: () => toast(title, description) });

  const assign = () =>
    mine
      ? send({ verb: "assign", body: { ownerId: null } }, "Unassigned")
      : me && send({ verb: "assign", body: { ownerId: me.id } }, "Assigned to you");
  const mute = () => (muted ? send({ verb: "unmute" }, "Unmuted") : setMuting(true));
  const left = cause.dead === 0 ? "" : `${formatCounted(cause.dead, "dead letter")} left. `;
  const resolve = () =>
    resolved
      ? send({ verb: "reopen" }, "Reopened")
      : send({ verb: "resolve" }, "Resolved", `${left}The next dead letter marks it as regressed.`);
  useShortcut("assign", assign, may && person);
  useShortcut("mute", mute, may && !resolved);

  const shared = { action: "causes.decide", inert: decide.isPending } as const;
  return (
    <>
      <ActionButton {...shared} inert={decide.isPending || !person} onClick={assign}>
        {mine ? "Unassign" : "Assign to me"}
        <Key>a</Key>
      </ActionButton>
      {!resolved && (
        <ActionButton {...shared} onClick={mute}>
          {muted ? "Unmute" : "Mute…"}
          <Key>m</Key>
        </ActionButton>
      )}
      <ActionButton {...shared} onClick={resolve}>
        {resolved ? "Reopen" : "Resolve"}
      </ActionButton>
      <MuteDialog
        cause={cause}
        open={muting}
        onOpenChange={setMuting}
        busy={decide.isPending}
        onMute={(body) => {
          setMuting(false);
          send({ verb: "mute", body }, "Muted", "It reopens automatically.");
        }}
      />
    </>
  );
}
