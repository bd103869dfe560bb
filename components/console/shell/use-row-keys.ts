"use client";
import { useShortcut } from "#components/browser/use-shortcut.ts";

const links = () => [...document.querySelectorAll<HTMLAnchorElement>("main a[data-cause], main a[data-letter]")];

/** The link of the row that the keys are at: the one that has the focus, or in whose row something has. */
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

/** `j` and `k` move the browser's own focus from row to row: enter opens, tab goes on from there, and a reader reads it out. */
export function useRowKeys(): void {
  useShortcut("next", () => move(1));
  useShortcut("previous", () => move(-1));
}

/** The fingerprint of the cause that the keys are at; undefined where they are at none. */
export const focusedCause = (): string | undefined => focused()?.dataset.cause;
/** The id of the letter that the keys are at. */
export const focusedLetter = (): string | undefined => focused()?.dataset.letter;
