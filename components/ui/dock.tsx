"use client";
import { type ReactNode, useLayoutEffect, useRef } from "react";

const places = {
  lowest: "bottom-[calc(53px+env(safe-area-inset-bottom))] desk:bottom-0",
  above: "bottom-[calc(53px+env(safe-area-inset-bottom)+var(--lowest-dock,0px))] desk:bottom-(--lowest-dock,0px)",
};

type DockProps = {
  label: string;
  /** The lowest bar, which the other one is placed above. */
  lowest?: boolean;
  children: ReactNode;
};

/** Bar at the bottom edge, above the navigation of a small screen. Publishes its height, so that toasts are placed above it. */
export function Dock({ label, lowest = false, children }: DockProps) {
  const name = lowest ? "--lowest-dock" : "--dock";
  const bar = useRef<HTMLElement>(null);
  // At every render, because the content changes the height.
  useLayoutEffect(() => document.documentElement.style.setProperty(name, `${bar.current?.offsetHeight ?? 0}px`));
  useLayoutEffect(() => () => void document.documentElement.style.removeProperty(name), [name]);
  return (
    <aside
      ref={bar}
      aria-label={label}
      className={`sticky z-10 mt-auto border-t border-line-strong bg-surface px-4 desk:px-6 print:hidden ${lowest ? places.lowest : places.above}`}
    >
      {children}
    </aside>
  );
}
