import type { ReactNode } from "react";

const tones = {
  plain: "bg-waiting-bg text-fg-2",
  outline: "border border-line-strong text-fg-2",
  dead: "bg-dead-bg text-dead",
  alarm: "bg-danger text-danger-fg",
  ink: "bg-fg text-bg",
  retrying: "bg-retrying-bg text-retrying",
  delivered: "bg-delivered-bg text-delivered",
  replaying: "bg-replaying-bg text-replaying",
};

/** Status chip. Use at most one per row. */
export function Chip({ tone = "plain", children }: { tone?: keyof typeof tones; children: ReactNode }) {
  return (
    <span
      className={`chip inline-flex h-5 items-center gap-1 rounded-badge px-1.5 text-2xs tracking-[0.01em] whitespace-nowrap ${tones[tone]}`}
    >
      {children}
    </span>
  );
}
