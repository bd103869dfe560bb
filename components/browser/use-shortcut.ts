"use client";
import { useEffect, useEffectEvent, useSyncExternalStore } from "react";
import { stored } from "#components/browser/browser-storage.ts";
import { type ShortcutName, shortcuts } from "#components/browser/shortcuts.ts";

const setting = stored("redeliver.shortcuts");

/** Whether single keys do something. Whoever speaks to their computer may want that off. */
export function useShortcutsOn(): [on: boolean, set: (on: boolean) => void] {
  const off = useSyncExternalStore(setting.subscribe, setting.read, () => null) === "off";
  return [!off, (on) => setting.write(on ? null : "off")];
}

const box = "input[type=checkbox]";
const typing = `input:not([type=checkbox]), textarea, select, [contenteditable]:not([contenteditable=false]), [role=textbox]`;
const pressable = `${box}, button, a[href], summary, [role=button], [role=tab], [role=menuitem], [role=option]`;
const overlay = "[role=dialog], [role=alertdialog], [role=menu], [role=listbox]";

/** A dialog or menu that is open. A toast has the role of one and asks for nothing: it lies in a live region. */
const isAsking = () => [...document.querySelectorAll(overlay)].some((element) => !element.closest("[aria-live]"));

/** Whether the key is the page's: nobody types, no dialog is asking, and the space bar presses nothing else. */
function isFree({ key, target, defaultPrevented, ctrlKey, metaKey, altKey, shiftKey, repeat }: KeyboardEvent): boolean {
  if (defaultPrevented || ctrlKey || metaKey || altKey || repeat) return false;
  // Where shift makes the key, it belongs to it: to `?` on most keyboards, to `/` on many, and to a capital.
  if (shiftKey && !/^[?/A-Z]$/.test(key)) return false;
  if (isAsking()) return false;
  const element = target instanceof Element ? target : null;
  return !element?.closest(key === " " ? `${typing}, ${pressable}` : typing);
}

/** A single key of the console's table that works anywhere on the page where it does not disturb. */
export function useShortcut(name: ShortcutName, act: () => void, enabled = true): void {
  const { key } = shortcuts[name];
  const [on] = useShortcutsOn();
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== key || !isFree(event)) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    if (!on || !enabled) return;
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [on, enabled]);
}
