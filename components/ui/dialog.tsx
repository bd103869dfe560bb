"use client";
import { Dialog as Base } from "@base-ui/react/dialog";
import type { ReactNode } from "react";
import { usePauseWhile } from "#components/live/live-provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { type ButtonLook, buttonClass } from "#components/ui/button-class.ts";

type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Label of the button that opens it; without one, the page opens it. */
  trigger?: ReactNode;
  variant?: ButtonLook["variant"];
  title: string;
  description: ReactNode;
  /** Focus target on close, if the opener no longer exists. */
  returnTo?: (() => HTMLElement | null) | undefined;
  children: ReactNode;
};

/** Modal dialog. Pauses live updates while open. */
export function Dialog({ open, onOpenChange, trigger, variant, title, description, returnTo, children }: DialogProps) {
  usePauseWhile("dialog open", open);
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      {trigger !== undefined && <Base.Trigger render={<Button variant={variant}>{trigger}</Button>} />}
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-backdrop transition-opacity duration-[180ms] ease-desk data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          finalFocus={returnTo && (() => returnTo() ?? true)}
          className="fixed inset-x-4 top-1/2 z-50 mx-auto max-h-[calc(100dvh-32px)] max-w-[480px] -translate-y-1/2 overflow-y-auto rounded-sheet bg-surface p-5 shadow-pop transition-opacity duration-[180ms] ease-desk data-ending-style:opacity-0 data-starting-style:opacity-0"
        >
          <Base.Title className="text-lg">{title}</Base.Title>
          <Base.Description className="pt-1 pb-4 text-pretty text-fg-2" render={<div />}>
            {description}
          </Base.Description>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** Closes the dialog without an action. */
export function DialogClose({ children }: { children: ReactNode }) {
  return <Base.Close className={buttonClass({ variant: "quiet" })}>{children}</Base.Close>;
}
