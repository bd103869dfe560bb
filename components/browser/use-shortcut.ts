"use client";
import { useEffect, useEffectEvent, useSyncExternalStore } from "react";
import { stored } from "#components/browser/browser-storage.ts";
import { type ShortcutName, shortcuts } from "#components/browser/shortcuts.ts";

const setting = stored("redeliver.shortcuts");

/** Whether keyboard shortcuts are on. Users of speech input may want them off. */
export function useShortcutsOn(): [on: boolean, set: (on: boolean) => void] {
  const off = useSyncExternalStore(setting.subscribe, setting.read, () => null) === "off";
  return [!off, (on) => setting.write(on ? null : "off")];
}

const box = "input[type=checkbox]";
const typing = `input:not([type=checkbox]), textarea, select, [contenteditable]:not([contenteditable=false]), [role=textbox]`;
const pressable = `${box}, button, a[href], summary, [role=button], [role=tab], [role=menuitem], [role=option]`;
const overlay = "[role=dialog], [role=alertdialog], [role=menu], [role=listbox]";

/** Whether a dialog or menu is open. Toasts have the dialog role too, but are in a live region. */
const isAsking = () => [...document.querySelectorAll(overlay)].some((element) => !element.closest("[aria-live]"));

/** Whether the page may handle the key: no typing, no open dialog, and no focused control for the space bar. */
function isFree({ key, target, defaultPrevented, ctrlKey, metaKey, altKey, shiftKey, repeat }: KeyboardEvent): boolean {
  if (defaultPrevented || ctrlKey || metaKey || altKey || repeat) return false;
  // Keys that need shift on common layouts: `?`, `/` and capitals.
  if (shiftKey && !/^[?/A-Z]$/.test(key)) return false;
  if (isAsking()) return false;
  const element = target instanceof Element ? target : null;
  return !element?.closest(key === " " ? `${typing}, ${pressable}` : typing);
}

/** Handles a shortcut anywhere on the page where it does not interfere with typing or dialogs. */
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
