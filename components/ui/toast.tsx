"use client";
import { Toast } from "@base-ui/react/toast";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { buttonClass } from "#components/ui/button-class.ts";

/** Longer than the undo window: what was said can still be read when it has become final. */
const shownMs = 8000;

/** Short words about what was done, for both eyes and screen readers. They wait while pointed at or focused. */
export function ToastProvider({ children }: { children: ReactNode }) {
  return (
    <Toast.Provider timeout={shownMs}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="fixed inset-x-4 bottom-20 z-30 grid justify-items-end gap-2 desk:inset-x-6 desk:bottom-6">
          <Toasts />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function Toasts() {
  const { toasts } = Toast.useToastManager();
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
      <Toast.Close
        aria-label="Close"
        className={buttonClass({ variant: "quiet", className: "w-8 !px-0 max-desk:w-11" })}
      >
        <X size={16} aria-hidden="true" />
      </Toast.Close>
    </Toast.Root>
  ));
}

/** Says something in passing. What must not be missed belongs into the page. */
export function useSay(): (title: string, description?: string) => void {
  const manager = Toast.useToastManager();
  return (title, description) => {
    manager.add({ title, description });
  };
}
