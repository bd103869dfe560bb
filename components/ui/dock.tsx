"use client";
import { type ReactNode, useLayoutEffect, useRef } from "react";

const name = "--dock";

/** Bar at the bottom edge, above the navigation of a small screen. Publishes its height, so that toasts are placed above it. */
export function Dock({ label, children }: { label: string; children: ReactNode }) {
  const bar = useRef<HTMLElement>(null);
  // At every render, because the content changes the height.
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
