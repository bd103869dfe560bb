type Shortcut = {
  /** As the browser names it. A capital, and `?`, is a key with shift. */
  key: string;
  /** What is written on it, where that is not the key itself. */
  shown?: string;
  does: string;
  where: "In general" | "In a list" | "Dead letters" | "Causes";
};

/** Every single key of the console. `useShortcut` takes its names and the help shows its words: neither knows a key of its own. */
export const shortcuts = {
  help: { key: "?", does: "Show these keys", where: "In general" },
  find: { key: "/", does: "Find a message by its order, id or address", where: "In general" },
  pause: { key: " ", shown: "space", does: "Hold the list or overview still, or let it go on", where: "In general" },
  undo: { key: "u", does: "Undo, for as long as it is offered", where: "In general" },
  next: { key: "j", does: "Next row", where: "In a list" },
  previous: { key: "k", does: "Previous row", where: "In a list" },
  news: { key: "n", does: "Show what is new", where: "In a list" },
  select: { key: "x", does: "Select the row, or leave it out", where: "Dead letters" },
  selectTo: { key: "X", shown: "shift x", does: "Select all up to this row", where: "Dead letters" },
  clear: { key: "Escape", shown: "esc", does: "Clear the selection", where: "Dead letters" },
  discard: { key: "d", does: "Discard the selection, or all of a cause", where: "Dead letters" },
  restore: { key: "b", does: "Bring back the selection: restore it", where: "Dead letters" },
  mute: { key: "m", does: "Mute the cause, or unmute it", where: "Causes" },
  take: { key: "a", does: "Take the cause, or give it back", where: "Causes" },
} as const satisfies Record<string, Shortcut>;
export type ShortcutName = keyof typeof shortcuts;

/** What is written on the key. */
export function keyLabel(name: ShortcutName): string {
  const shortcut: Shortcut = shortcuts[name];
  return shortcut.shown ?? shortcut.key;
}

/** The table as it is read out, by where a key works. */
export function shortcutsByPlace(): { where: Shortcut["where"]; names: ShortcutName[] }[] {
  const names = Object.keys(shortcuts) as ShortcutName[];
  const places = [...new Set(names.map((name) => shortcuts[name].where))];
  return places.map((where) => ({ where, names: names.filter((name) => shortcuts[name].where === where) }));
}
