type Shortcut = {
  /** `KeyboardEvent.key`. Capitals and `?` need shift. */
  key: string;
  /** Label, if it differs from the key. */
  shown?: string;
  does: string;
  where: "General" | "Lists" | "Dead letters" | "Causes";
};

/** All keyboard shortcuts of the console. `useShortcut` and the help dialog read this table. */
export const shortcuts = {
  help: { key: "?", does: "Show keyboard shortcuts", where: "General" },
  find: { key: "/", does: "Find a message by ID or address", where: "General" },
  pause: { key: " ", shown: "space", does: "Pause or resume live updates", where: "General" },
  undo: { key: "u", does: "Undo, while available", where: "General" },
  next: { key: "j", does: "Next row", where: "Lists" },
  previous: { key: "k", does: "Previous row", where: "Lists" },
  news: { key: "n", does: "Show new items", where: "Lists" },
  fix: { key: "f", does: "Fix and replay the selection, or all dead letters of a cause", where: "Dead letters" },
  select: { key: "x", does: "Select or deselect the row", where: "Dead letters" },
  selectTo: { key: "X", shown: "shift x", does: "Select all rows up to this one", where: "Dead letters" },
  clear: { key: "Escape", shown: "esc", does: "Clear the selection", where: "Dead letters" },
  discard: { key: "d", does: "Discard the selection, or all dead letters of a cause", where: "Dead letters" },
  restore: { key: "b", does: "Restore the selection", where: "Dead letters" },
  mute: { key: "m", does: "Mute or unmute the cause", where: "Causes" },
  assign: { key: "a", does: "Assign the cause to me, or unassign it", where: "Causes" },
} as const satisfies Record<string, Shortcut>;
export type ShortcutName = keyof typeof shortcuts;

/** Label of the key. */
export function keyLabel(name: ShortcutName): string {
  const shortcut: Shortcut = shortcuts[name];
  return shortcut.shown ?? shortcut.key;
}

/** Shortcuts grouped by the place where they work. */
export function shortcutsByPlace(): { where: Shortcut["where"]; names: ShortcutName[] }[] {
  const names = Object.keys(shortcuts) as ShortcutName[];
  const places = [...new Set(names.map((name) => shortcuts[name].where))];
  return places.map((where) => ({ where, names: names.filter((name) => shortcuts[name].where === where) }));
}
