"use client";
import { useEffect, useRef, useState } from "react";
import { type StableRow, stableRows } from "#components/live/stable-list.ts";

/** Right after the page has come its first reading may be an old one, and nothing is under the cursor: until somebody acts. */
const settlingMs = 1_000;

/** A list whose rows never move under the cursor: what is new waits until `show` is called. */
export function useStableList<Item extends { id: string }>(
  items: readonly Item[],
  { more, keyOf }: { more: boolean; keyOf: (item: Item) => string },
): { rows: StableRow<Item>[]; news: number; show: () => void } {
  const [shown, setShown] = useState(items);
  const since = useRef<number | null>(null);
  useEffect(() => {
    const settle = () => {
      since.current = Number.NEGATIVE_INFINITY;
    };
    const events = ["pointerdown", "keydown"] as const;
    for (const event of events) document.addEventListener(event, settle, { capture: true, once: true });
    return () => {
      for (const event of events) document.removeEventListener(event, settle, { capture: true });
    };
  }, []);
  useEffect(() => {
    since.current ??= performance.now();
    if (performance.now() - since.current < settlingMs) setShown(items);
  }, [items]);
  // Nothing can move in a list that has no rows.
  if (shown.length === 0 && items.length > 0) setShown(items);
  return { ...stableRows(shown, { items, more, keyOf }), show: () => setShown(items) };
}
