"use client";
import { useHydrated } from "#components/browser/now.tsx";
import { shortcuts } from "#components/browser/shortcuts.ts";
import { useShortcutsOn } from "#components/browser/use-shortcut.ts";

/** Turns keyboard shortcuts off in this browser, for speech input and accidental key presses. */
export function Keyboard() {
  const [on, set] = useShortcutsOn();
  const hydrated = useHydrated();
  return (
    <section
      aria-labelledby="keyboard"
      className="grid max-w-[420px] content-start gap-3 border-t border-line px-4 py-5 desk:px-6"
    >
      <h2 id="keyboard" className="font-semibold">
        Keyboard shortcuts
      </h2>
      <p className="text-pretty text-fg-2">
        Single-key shortcuts of the console. Press <kbd>{shortcuts.help.key}</kbd> to list them.
      </p>
      <label className="flex items-center gap-2 max-desk:min-h-11">
        <input
          type="checkbox"
          checked={on}
          disabled={!hydrated}
          onChange={(event) => set(event.target.checked)}
          className="size-4 accent-[var(--accent)]"
        />
        Use keyboard shortcuts in this browser
      </label>
    </section>
  );
}
