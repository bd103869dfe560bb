"use client";
import { useState } from "react";
import { useHydrated } from "#components/browser/now.tsx";
import { keyLabel, shortcuts, shortcutsByPlace } from "#components/browser/shortcuts.ts";
import { useShortcut, useShortcutsOn } from "#components/browser/use-shortcut.ts";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";

/** Dialog with all keyboard shortcuts, opened by `?` or its button. */
export function ShortcutHelp() {
  const [open, setOpen] = useState(false);
  const [on] = useShortcutsOn();
  const hydrated = useHydrated();
  useShortcut("help", () => setOpen(true));
  return (
    <>
      <button
        type="button"
        aria-label="Keyboard shortcuts"
        aria-haspopup="dialog"
        aria-disabled={!hydrated || undefined}
        title="Keyboard shortcuts (?)"
        onClick={() => setOpen(true)}
        className="-me-2 grid size-7 flex-none place-items-center rounded-control font-medium text-fg-3 hover:bg-hover hover:text-fg max-desk:size-11 max-desk:-me-3"
      >
        ?
      </button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Keyboard shortcuts"
        description={
          on
            ? "Shortcuts do not work while you type. Enter opens the focused row."
            : "Shortcuts are off in this browser. Turn them on in Settings."
        }
      >
        <div className="grid gap-x-8 gap-y-4 desk:grid-cols-2">
          {shortcutsByPlace().map(({ where, names }) => (
            <section key={where} aria-labelledby={`keys-${where}`}>
              <h3 id={`keys-${where}`} className="pb-1 text-xs font-medium text-fg-3">
                {where}
              </h3>
              <dl>
                {names.map((name) => (
                  <div key={name} className="flex items-baseline gap-3 border-t border-line py-1.5">
                    <dt className="w-16 flex-none">
                      <kbd className="rounded-badge border border-line-input px-1 text-2xs whitespace-nowrap text-fg-2">
                        {keyLabel(name)}
                      </kbd>
                    </dt>
                    <dd className="min-w-0 text-pretty">{shortcuts[name].does}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
        <div className="flex justify-end pt-4">
          <DialogClose>Close</DialogClose>
        </div>
      </Dialog>
    </>
  );
}
