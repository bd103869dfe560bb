"use client";
import { useState } from "react";
import type { ReplayActions } from "#components/console/replays/use-replay-actions.ts";
import { formatCounted } from "#components/format/format-count.ts";
import { ActionButton } from "#components/session/action-button.tsx";
import { usePermission } from "#components/session/me.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { FormError } from "#components/ui/form-error.tsx";

/** Aborts a bulk replay after a confirmation. */
export function AbortDialog({ left, decide }: { left: number; decide: ReplayActions["decide"] }) {
  const [open, setOpen] = useState(false);
  const { may } = usePermission("replays.run");
  if (!may) return <ActionButton action="replays.run">Abort…</ActionButton>;
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger="Abort…"
      title="Abort this replay?"
      description={`${formatCounted(left, "message")} ${left === 1 ? "stays a dead letter" : "stay dead letters"}. Messages in flight are finished and counted. An aborted replay cannot be resumed.`}
    >
      <div className="grid gap-3">
        <FormError error={decide.error} />
        <div className="flex flex-wrap justify-end gap-2">
          <DialogClose>Keep running</DialogClose>
          <ActionButton
            action="replays.run"
            variant="primary"
            inert={decide.isPending}
            onClick={() => decide.mutate({ verb: "abort" }, { onSuccess: () => setOpen(false) })}
          >
            Abort replay
          </ActionButton>
        </div>
      </div>
    </Dialog>
  );
}
