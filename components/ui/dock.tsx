"use client";
import { type ReactNode, useLayoutEffect, useRef } from "react";

const name = "--dock";

/** A bar at the lower edge, above the tabs of a small screen. It says how much room it takes: notes in the corner stand above it. */
export function Dock({ label, children }: { label: string; children: ReactNode }) {
  const bar = useRef<HTMLElement>(null);
  // At every render, because what it says changes its height.
  useLayoutEffect(() => document.documentElement.style.setProperty(name, `${bar.current?.offsetHeight ?? 0}px`));
  useLayoutEffect(() => () => void document.documentElement.style.removeProperty(name), []);
  return (
    <aside
      ref={bar}
      aria-label={label}
      className="sticky bottom-[calc(53px+env(safe-area-inset-bottom))] z-10 mt-auto border-t border-line-strong bg-surface px-4 desk:bottom-0 desk:px-6"
    >
      {children}
    </aside>
  );
}
