"use client";
import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import { usePauseWhile } from "#components/live/live-provider.tsx";
import { buttonClass } from "#components/ui/button-class.ts";

const findFirstFocus = () => document.querySelector<HTMLElement>("[data-first-focus]") ?? true;

type SheetProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description: ReactNode;
  /** Named steps, of which one is current. */
  steps: readonly string[];
  step: number;
  children: ReactNode;
};

/**
 * Modal panel at the side of the page for a decision in steps, full screen on phones. Pauses live updates while open. Each
 * step marks the element that receives the focus with `data-first-focus`.
 */
export function Sheet({ open, onOpenChange, title, description, steps, step, children }: SheetProps) {
  usePauseWhile("sheet open", open);
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-backdrop transition-opacity duration-[240ms] ease-desk data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          initialFocus={findFirstFocus}
          className="fixed inset-y-0 end-0 z-50 flex w-full max-w-[680px] flex-col bg-surface shadow-pop transition-[opacity,translate] duration-[240ms] ease-desk data-ending-style:translate-x-6 data-ending-style:opacity-0 data-starting-style:translate-x-6 data-starting-style:opacity-0 motion-reduce:translate-x-0"
        >
          <div className="border-b border-line px-4 pt-4 desk:px-6">
            <div className="flex items-start gap-3">
              <div className="min-w-0 grow">
                <Base.Title className="text-xl wrap-anywhere">{title}</Base.Title>
                <Base.Description className="text-pretty text-fg-2" render={<div />}>
                  {description}
                </Base.Description>
              </div>
              <Base.Close
                aria-label="Close"
                className={buttonClass({ variant: "quiet", className: "-me-2 w-8 !px-0 max-desk:w-11" })}
              >
                <X size={16} aria-hidden="true" />
              </Base.Close>
            </div>
            <ol aria-label="Steps" tabIndex={-1} data-sheet-steps className="outline-none flex gap-5 pt-2">
              {steps.map((name, index) => (
                <li
                  key={name}
                  aria-current={index === step ? "step" : undefined}
                  className="flex items-center gap-1.5 pt-1 pb-2.5 text-fg-3 aria-[current]:font-name aria-[current]:text-fg aria-[current]:shadow-[inset_0_-2px_0_var(--fg)]"
                >
                  <span aria-hidden="true" className="text-xs">
                    {index + 1}
                  </span>
                  {name}
                </li>
              ))}
            </ol>
          </div>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** Scrolling content of one step. A named region, because it can be scrolled by keyboard. Moves the focus into its step. */
export function SheetBody({ label, children }: { label: string; children: ReactNode }) {
  useEffect(() => document.querySelector<HTMLElement>("[data-first-focus]")?.focus(), []);
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: long content must be scrollable by keyboard.
      tabIndex={0}
      className="grid min-h-0 grow content-start gap-5 overflow-y-auto px-4 py-4 -outline-offset-2 desk:px-6"
    >
      {children}
    </section>
  );
}

/** Buttons of one step, always visible. */
export function SheetFoot({ children }: { children: ReactNode }) {
  const foot = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { current } = foot;
    return () => {
      // Keeps the focus in the sheet when the pressed button unmounts with its step. After removal it would be too late.
      if (current?.contains(document.activeElement)) document.querySelector<HTMLElement>("[data-sheet-steps]")?.focus();
    };
  }, []);
  return (
    <div
      ref={foot}
      className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-4 py-3 pb-[max(12px,env(safe-area-inset-bottom))] desk:px-6"
    >
      {children}
    </div>
  );
}
