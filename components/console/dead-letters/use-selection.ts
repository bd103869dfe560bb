"use client";
import { useRef, useState } from "react";
import { useShortcut } from "#components/browser/use-shortcut.ts";
import { focusedLetter } from "#components/console/shell/use-row-keys.ts";
import type { StableRow } from "#components/live/stable-list.ts";
import type { DeadLetterItemDto } from "#server/contracts/triage/dead-letter.ts";

/** Rows that left the list or whose payload was purged cannot be selected. */
export const isSelectable = ({ item, gone }: StableRow<DeadLetterItemDto>): boolean => !gone && !item.discarded?.purged;

export type Selection = {
  /** Selected items in list order. */
  letters: readonly DeadLetterItemDto[];
  has: (id: string) => boolean;
  /** Whether all selectable rows are selected; false if there are none. */
  all: boolean;
  /** `range`: all rows from the previously toggled one. */
  toggle: (id: string, range?: boolean) => void;
  toggleAll: () => void;
  /** Replaces the selection. */
  set: (ids: readonly string[]) => void;
  clear: () => void;
};

/** Row selection by checkbox or by keyboard on the focused row. Rows that leave the list are deselected. */
export function useSelection(rows: readonly StableRow<DeadLetterItemDto>[]): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const last = useRef<string | null>(null);
  const free = rows.filter(isSelectable).map(({ item }) => item);
  const letters = free.filter(({ id }) => ids.has(id));
  const set = (next: Iterable<string>) => setIds(new Set(next));
  // Permanently: a row that returns has changed and must be selected again.
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
