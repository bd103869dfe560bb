"use client";
import { useShortcut } from "#components/browser/use-shortcut.ts";

const links = () => [...document.querySelectorAll<HTMLAnchorElement>("main a[data-cause], main a[data-letter]")];

/** Link of the focused row. */
function focused(): HTMLAnchorElement | undefined {
  const at = document.activeElement;
  return links().find((link) => link === at || (link.closest("tr")?.contains(at) ?? false));
}

function move(by: 1 | -1): void {
  const rows = links();
  const link = focused();
  const at = link ? rows.indexOf(link) : -1;
  rows.at(at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1))?.focus();
}

/** `j` and `k` move the focus from row to row; enter opens the row. */
export function useRowKeys(): void {
  useShortcut("next", () => move(1));
  useShortcut("previous", () => move(-1));
}

/** Fingerprint of the focused cause. */
export const focusedCause = (): string | undefined => focused()?.dataset.cause;
/** ID of the focused dead letter. */
export const focusedLetter = (): string | undefined => focused()?.dataset.letter;
