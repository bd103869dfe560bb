"use client";
import { useEffect, useRef, useState } from "react";
import { type StableRow, stableRows } from "#components/live/stable-list.ts";

/** Time after mount in which new data replaces the list, unless the user acts first. */
const settlingMs = 1_000;

/** List whose rows do not move. New rows are counted until `show` is called. */
export function useStableList<Item extends { id: string }>(
  items: readonly Item[],
  { more, keyOf }: { more: boolean; keyOf: (item: Item) => string },
): { rows: StableRow<Item>[]; newCount: number; show: () => void } {
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
  // An empty list has no rows to keep in place.
  if (shown.length === 0 && items.length > 0) setShown(items);
  return { ...stableRows(shown, { items, more, keyOf }), show: () => setShown(items) };
}
