"use client";
import { useLayoutEffect, useRef } from "react";
import { useNow } from "#components/browser/now.tsx";
import { StateMark } from "#components/marks/state-mark.tsx";
import { ActionButton } from "#components/session/action-button.tsx";

type UndoBarProps = { until: number; name: string; busy: boolean; onUndo: () => void };

/** Undo button during the undo window. The server delays the replay, so closing the tab does not affect it. */
export function UndoBar({ until, name, busy, onUndo }: UndoBarProps) {
  const undo = useRef<HTMLButtonElement>(null);
  const seconds = Math.max(0, Math.ceil((until - useNow()) / 1000));

  useLayoutEffect(() => {
    const button = undo.current;
    button?.focus({ preventScroll: true });
    return () => {
      // Keeps the focus in the page when the bar unmounts. After removal it would be too late.
      if (document.activeElement === button) document.getElementById("page-title")?.focus({ preventScroll: true });
    };
  }, []);

  return (
    <aside
      aria-label="Undo"
      className="sticky bottom-14 z-10 mt-auto flex min-h-12 items-center gap-3 border-t border-line-strong bg-surface px-4 py-1.5 desk:bottom-0 desk:px-6"
    >
      <StateMark name="replaying" />
      <p className="grow">
        <span role="status" className="sr-only">
          The replay is sent in 5 seconds. Undo is focused.
        </span>
        <span aria-hidden="true">
          <b className="font-name">{`Replay of the ${name}`}</b>{" "}
          <span className="text-fg-2">{seconds > 0 ? `is sent in ${seconds} s` : "is sent now"}</span>
        </span>
      </p>
      <ActionButton action="dead-letters.replay" ref={undo} inert={busy} onClick={onUndo}>
        Undo
      </ActionButton>
    </aside>
  );
}
