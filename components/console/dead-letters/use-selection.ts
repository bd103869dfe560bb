"use client";
import { useRef, useState } from "react";
import { useShortcut } from "#components/browser/use-shortcut.ts";
import { focusedLetter } from "#components/console/shell/use-row-keys.ts";
import type { StableRow } from "#components/live/stable-list.ts";
import type { DeadLetterItemDto } from "#server/contracts/triage/dead-letter.ts";

/** What has left the list, or lost its payload for good, is decided: nobody can select it. */
export const isSelectable = ({ item, gone }: StableRow<DeadLetterItemDto>): boolean => !gone && !item.discarded?.purged;

export type Selection = {
  /** As they are now, in the order of the list. */
  letters: readonly DeadLetterItemDto[];
  has: (id: string) => boolean;
  /** Whether every row is in it that can be; false where none can. */
  all: boolean;
  /** `range`: and all from the one before. */
  toggle: (id: string, range?: boolean) => void;
  toggleAll: () => void;
  /** These and no others. */
  set: (ids: readonly string[]) => void;
  clear: () => void;
};

/** Which rows are meant: by their boxes, or by keys at the row that has the focus. What leaves the list leaves it too. */
export function useSelection(rows: readonly StableRow<DeadLetterItemDto>[]): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const last = useRef<string | null>(null);
  const free = rows.filter(isSelectable).map(({ item }) => item);
  const letters = free.filter(({ id }) => ids.has(id));
  const set = (next: Iterable<string>) => setIds(new Set(next));
  // For good: one that comes back is another decision's, and nobody has looked at it.
  if (letters.length < ids.size) set(letters.map(({ id }) => id));

  const toggle = (id: string, range = false) => {
    const at = free.findIndex((item) => item.id === id);
    if (at < 0) return;
    const from = free.findIndex((item) => item.id === last.current);
    last.current = id;
    if (range && from >= 0) {
      const between = free.slice(Math.min(from, at), Math.max(from, at) + 1);
      set([...ids, ...between.map((item) => item.id)]);
    } else set(ids.has(id) ? [...ids].filter((one) => one !== id) : [...ids, id]);
  };
  const all = free.length > 0 && letters.length === free.length;
  const clear = () => set([]);
  const toggleFocused = (range: boolean) => {
    const id = focusedLetter();
    if (id !== undefined) toggle(id, range);
  };
  useShortcut("select", () => toggleFocused(false));
  useShortcut("selectTo", () => toggleFocused(true));
  useShortcut("clear", clear, letters.length > 0);
  return {
    ...{ letters, all, toggle, set, clear },
    has: (id) => ids.has(id),
    toggleAll: () => (all ? clear() : set(free.map(({ id }) => id))),
  };
}
