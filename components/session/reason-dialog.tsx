"use client";
import { type ReactNode, useId, useState } from "react";
import { ActionButton } from "#components/session/action-button.tsx";
import { usePermission } from "#components/session/me.tsx";
import type { ButtonLook } from "#components/ui/button-class.ts";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { TextField } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import type { Action } from "#server/contracts/identity/access.ts";

/** From this number of messages on, the user must type it to confirm. */
export const typedFrom = 50;

type ReasonFormProps = {
  action: Action;
  /** Label of the button. */
  confirm: string;
  placeholder?: string;
  /** Number of messages that a bulk action changes. Its reason has one line, so that enter submits. */
  count?: number;
  busy: boolean;
  /** Error of the request, if the dialog shows it. */
  error?: unknown;
  onConfirm: (reason: string) => unknown;
};

type ReasonDialogProps = Omit<ReasonFormProps, "onConfirm"> & {
  /** Label of the button that opens it, if the dialog has its own. */
  trigger?: string;
  variant?: ButtonLook["variant"];
  title: string;
  description: ReactNode;
  /** Set together by a page that opens and closes the dialog itself. */
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** Focus target on close, if the opener no longer exists. */
  returnTo?: () => HTMLElement | null;
  /** An uncontrolled dialog closes when this resolves and stays open when it rejects. */
  onConfirm: (reason: string) => unknown;
};

/** Dialog that requires a reason, which the audit log keeps. Its trigger is locked without the permission. */
export function ReasonDialog(props: ReasonDialogProps) {
  const { trigger, variant, title, description, open, onOpenChange, returnTo, onConfirm, ...form } = props;
  const [isOpen, setIsOpen] = useState(false);
  const { may } = usePermission(form.action);
  if (!may && trigger !== undefined) return <ActionButton action={form.action}>{trigger}</ActionButton>;

  const confirm = async (reason: string) => {
    try {
      await onConfirm(reason);
      setIsOpen(false);
    } catch {
      // The caller shows the error.
    }
  };

  return (
    <Dialog
      open={open ?? isOpen}
      onOpenChange={onOpenChange ?? setIsOpen}
      trigger={trigger}
      variant={variant}
      title={title}
      description={description}
      returnTo={returnTo}
    >
      <ReasonForm {...form} onConfirm={confirm} />
    </Dialog>
  );
}

/** Unmounts with the dialog, so that every opening starts empty. */
function ReasonForm({
  action,
  confirm,
  placeholder,
  count = 0,
  busy,
  error: requestError,
  onConfirm,
}: ReasonFormProps) {
  const id = useId();
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const [missing, setMissing] = useState<"reason" | "count">();
  const isLarge = count !== undefined && count >= typedFrom;
  const isTyped = !isLarge || typed.trim() === String(count);
  const field = {
    id,
    value: reason,
    maxLength: 500,
    placeholder,
    "aria-invalid": missing === "reason" || undefined,
    "aria-describedby": missing === "reason" ? `${id}-error` : undefined,
    onChange: (event: { target: { value: string } }) => setReason(event.target.value),
    className: "rounded-control border border-line-input bg-surface px-3 py-2 text-store desk:text-base",
  };

  function submit() {
    const next = reason.trim() === "" ? "reason" : isTyped ? undefined : "count";
    setMissing(next);
    if (next === undefined && !busy) onConfirm(reason.trim());
  }

  return (
    <form
      noValidate
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className="grid gap-1">
        <label htmlFor={id} className="font-medium">
          Reason
        </label>
        {count === undefined ? <textarea rows={3} {...field} /> : <input {...field} />}
        {missing === "reason" && (
          <p id={`${id}-error`} role="alert" className="text-dead">
            Enter a reason
          </p>
        )}
      </div>
      {isLarge && (
        <TextField
          id={`${id}-count`}
          label={`Type ${count} to confirm`}
          inputMode="numeric"
          value={typed}
          error={missing === "count" ? `Type ${count} to confirm` : undefined}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
      <FormError error={requestError} />
      <div className="flex flex-wrap justify-end gap-2">
        <DialogClose>Cancel</DialogClose>
        <ActionButton action={action} variant="primary" type="submit" inert={busy}>
          {confirm}
        </ActionButton>
      </div>
    </form>
  );
}
