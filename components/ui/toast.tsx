"use client";
import { Toast } from "@base-ui/react/toast";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { keyLabel } from "#components/browser/shortcuts.ts";
import { useShortcut } from "#components/browser/use-shortcut.ts";
import { buttonClass } from "#components/ui/button-class.ts";
import { Key } from "#components/ui/key.tsx";

/** Longer than the undo window of 5 s. */
const shownMs = 8000;

/** Toasts in a live region. The timeout stops while one is hovered or focused. */
export function ToastProvider({ children }: { children: ReactNode }) {
  return (
    <Toast.Provider timeout={shownMs}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="fixed inset-x-4 bottom-[calc(80px+var(--dock,0px)+var(--lowest-dock,0px))] z-30 grid justify-items-end gap-2 desk:inset-x-6 desk:bottom-[calc(24px+var(--dock,0px)+var(--lowest-dock,0px))]">
          <Toasts />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function Toasts() {
  const { toasts } = Toast.useToastManager<ToastData>();
  const undoable = toasts.find(({ data }) => data?.undo);
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      className="flex w-full max-w-[400px] items-start gap-3 rounded-panel bg-surface py-2 ps-4 pe-2 shadow-pop"
    >
      <Toast.Content className="grow py-1.5">
        <Toast.Title className="font-semibold" />
        <Toast.Description className="text-pretty text-fg-2" />
      </Toast.Content>
      {toast.data?.undo && <Undo undo={toast.data.undo} byKey={toast === undoable} />}
      <Toast.Close
        aria-label="Close"
        className={buttonClass({ variant: "quiet", className: "w-8 !px-0 max-desk:w-11" })}
      >
        <X size={16} aria-hidden="true" />
      </Toast.Close>
    </Toast.Root>
  ));
}

/** The shortcut belongs to the newest toast. */
function Undo({ undo, byKey }: { undo: () => void; byKey: boolean }) {
  useShortcut("undo", undo, byKey);
  return (
    <Toast.Action onClick={undo} className={buttonClass({ className: "self-center" })}>
      Undo
      {byKey && <Key>{keyLabel("undo")}</Key>}
    </Toast.Action>
  );
}

type ToastData = { undo?: () => void };
type Say = (title: string, description?: string, undo?: () => void) => void;

/** Shows a toast, with an undo button if `undo` is given. Errors belong in the page. */
export function useToast(): Say {
  const manager = Toast.useToastManager<ToastData>();
  return (title, description, undo) => {
    const undoDiscard = () => {
      manager.close(id);
      undo?.();
    };
    const id = manager.add({ title, description, data: undo ? { undo: undoDiscard } : {} });
  };
}
