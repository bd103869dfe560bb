"use client";
import { type ReactNode, useLayoutEffect, useRef } from "react";
import { keyLabel } from "#components/browser/shortcuts.ts";
import type { Selection } from "#components/console/dead-letters/use-selection.ts";
import { Button } from "#components/ui/button.tsx";
import { Dock } from "#components/ui/dock.tsx";
import { Key } from "#components/ui/key.tsx";

/** The row that the focus goes to when what had it is gone: a row stays where it is, also when it was decided on. */
export const rowOf = (id: string | undefined): HTMLElement | null =>
  id === undefined ? null : document.querySelector<HTMLElement>(`main a[data-letter="${CSS.escape(id)}"]`);

type SelectionBarProps = { selection: Selection; above?: ReactNode; children: ReactNode };

/** How many rows are meant and what can be done with them, at the lower edge: it comes and goes and no row moves for it. */
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
            <Line first={selection.letters[0]?.id}>
              <p className="me-auto font-name whitespace-nowrap" aria-hidden="true">{`${count} selected`}</p>
              {children}
              <Button variant="quiet" onClick={selection.clear}>
                Clear
                <Key>{keyLabel("clear")}</Key>
              </Button>
            </Line>
          )}
        </Dock>
      )}
    </>
  );
}

function Line({ first, children }: { first: string | undefined; children: ReactNode }) {
  const line = useRef<HTMLDivElement>(null);
  const latest = useRef(first);
  latest.current = first ?? latest.current;
  useLayoutEffect(() => {
    const { current } = line;
    return () => {
      // It leaves with the selection: the focus must not fall out of the page with it. After removal it is too late.
      if (current?.contains(document.activeElement)) rowOf(latest.current)?.focus({ preventScroll: true });
    };
  }, []);
  return (
    <div ref={line} className="flex min-h-12 flex-wrap items-center gap-2 border-line py-1.5 not-first:border-t">
      {children}
    </div>
  );
}
