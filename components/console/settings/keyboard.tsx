"use client";
import { useHydrated } from "#components/browser/now.tsx";
import { shortcuts } from "#components/browser/shortcuts.ts";
import { useShortcutsOn } from "#components/browser/use-shortcut.ts";

/** Single keys may be pressed by a voice or by chance: who wants none switches them off, in this browser. */
export function Keyboard() {
  const [on, set] = useShortcutsOn();
  const hydrated = useHydrated();
  return (
    <section
      aria-labelledby="keyboard"
      className="grid max-w-[420px] content-start gap-3 border-t border-line px-4 py-5 desk:px-6"
    >
      <h2 id="keyboard" className="font-semibold">
        Single keys
      </h2>
      <p className="text-pretty text-fg-2">
        Most of the console works by single keys, never while you type. <kbd>{shortcuts.help.key}</kbd> on any of its
        pages lists them, and so does the button at its top.
      </p>
      <label className="flex items-center gap-2 max-desk:min-h-11">
        <input
          type="checkbox"
          checked={on}
          disabled={!hydrated}
          onChange={(event) => set(event.target.checked)}
          className="size-4 accent-[var(--accent)]"
        />
        Keys work in this browser
      </label>
    </section>
  );
}
