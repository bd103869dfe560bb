"use client";
import { type ReactNode, useId, useState } from "react";
import { ActionButton } from "#components/session/action-button.tsx";
import { usePermission } from "#components/session/me.tsx";
import { Button } from "#components/ui/button.tsx";
import type { ButtonLook } from "#components/ui/button-class.ts";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { FormError } from "#components/ui/form-error.tsx";

type ReasonDialogProps = {
  action: Parameters<typeof usePermission>[0];
  trigger: string;
  variant?: ButtonLook["variant"];
  title: string;
  description: ReactNode;
  placeholder?: string;
  /** Labels of the two buttons. */
  confirm: string;
  leave: string;
  busy: boolean;
  /** Error of the request, if the dialog shows it. */
  error?: unknown;
  /** The dialog closes when this resolves and stays open when it rejects. */
  onConfirm: (reason: string) => Promise<unknown>;
};

/** Dialog that requires a reason, which the audit log keeps. Locked without the permission. */
export function ReasonDialog({ action, trigger, variant, title, description, ...rest }: ReasonDialogProps) {
  const { placeholder, confirm, leave, busy, error: requestError, onConfirm } = rest;
  const id = useId();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const [error, setError] = useState<string>();
  const { may } = usePermission(action);
  if (!may) return <ActionButton action={action}>{trigger}</ActionButton>;

  async function submit() {
    setError(reason.trim() === "" ? "Enter a reason" : undefined);
    if (reason.trim() === "" || busy) return;
    await onConfirm(reason.trim()).then(
      () => {
        setOpen(false);
        setReason("");
      },
      () => undefined,
    );
  }

  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={trigger}
      variant={variant}
      title={title}
      description={description}
    >
      <form
        noValidate
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div className="grid gap-1">
          <label htmlFor={id} className="font-medium">
            Reason
          </label>
          <textarea
            id={id}
            rows={3}
            value={reason}
            maxLength={500}
            placeholder={placeholder}
            aria-invalid={error ? true : undefined}
            aria-describedby={error ? `${id}-error` : undefined}
            onChange={(event) => setReason(event.target.value)}
            className="rounded-control border border-line-input bg-surface px-3 py-2 text-store desk:text-base"
          />
          {error && (
            <p id={`${id}-error`} role="alert" className="text-dead">
              {error}
            </p>
          )}
        </div>
        <FormError error={requestError} />
        <div className="flex flex-wrap justify-end gap-2">
          <DialogClose>{leave}</DialogClose>
          <Button variant="primary" type="submit" inert={busy}>
            {confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
