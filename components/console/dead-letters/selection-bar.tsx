"use client";
import { type ReactNode, useLayoutEffect, useRef } from "react";
import { keyLabel } from "#components/browser/shortcuts.ts";
import type { Selection } from "#components/console/dead-letters/use-selection.ts";
import { Button } from "#components/ui/button.tsx";
import { Dock } from "#components/ui/dock.tsx";
import { Key } from "#components/ui/key.tsx";

/** Row link that receives the focus when the focused element disappears. */
export const rowOf = (id: string | undefined): HTMLElement | null =>
  id === undefined ? null : document.querySelector<HTMLElement>(`main a[data-letter="${CSS.escape(id)}"]`);

type SelectionBarProps = { selection: Selection; above?: ReactNode; children: ReactNode };

/** Selection count and bulk actions in a bar at the bottom, which moves no row. */
export function SelectionBar({ selection, above, children }: SelectionBarProps) {
  const count = selection.letters.length;
  return (
    <>
      <span role="status" className="sr-only">
        {count > 0 ? `${count} selected` : ""}
      </span>
      {(count > 0 || above) && (
        <Dock label="Selection">
          {above}
          {count > 0 && (
            <BarContent first={selection.letters[0]?.id}>
              <p className="me-auto font-name whitespace-nowrap" aria-hidden="true">{`${count} selected`}</p>
              {children}
              <Button variant="quiet" onClick={selection.clear}>
                Clear
                <Key>{keyLabel("clear")}</Key>
              </Button>
            </BarContent>
          )}
        </Dock>
      )}
    </>
  );
}

function BarContent({ first, children }: { first: string | undefined; children: ReactNode }) {
  const line = useRef<HTMLDivElement>(null);
  const latest = useRef(first);
  latest.current = first ?? latest.current;
  useLayoutEffect(() => {
    const { current } = line;
    return () => {
      // Keeps the focus in the page when the bar unmounts. After removal it would be too late.
      if (current?.contains(document.activeElement)) rowOf(latest.current)?.focus({ preventScroll: true });
    };
  }, []);
  return (
    <div ref={line} className="flex min-h-12 flex-wrap items-center gap-2 border-line py-1.5 not-first:border-t">
      {children}
    </div>
  );
}
