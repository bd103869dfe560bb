import type { ReactNode } from "react";
import { type MarkName, markLabels, toneOf } from "#components/marks/mark-names.ts";

const ring = <circle cx="8" cy="8" r="5.25" />;
const disc = <circle className="f" cx="8" cy="8" r="6" />;
const octagon = <path className="f" d="M5.5 2h5L14 5.5v5L10.5 14h-5L2 10.5v-5z" />;

/** Open shapes are in progress, solid shapes are settled: distinguishable without colour. */
const shapes: Record<MarkName, ReactNode> = {
  waiting: ring,
  queued: (
    <>
      {ring}
      <circle className="f" cx="8" cy="8" r="2" />
    </>
  ),
  active: (
    <>
      {ring}
      <path className="f" d="M8 4.5a3.5 3.5 0 0 1 0 7z" />
    </>
  ),
  retrying: (
    <>
      <path d="M12.6 5.4A5.25 5.25 0 1 0 13.25 8" />
      <path d="M13 2.4v3.2H9.8" />
    </>
  ),
  replaying: (
    <>
      <path d="M3.4 5.4A5.25 5.25 0 1 1 2.75 8" />
      <path d="M3 2.4v3.2h3.2" />
      <circle className="f" cx="8" cy="8" r="2" />
    </>
  ),
  delivered: (
    <>
      {disc}
      <path className="c" d="M5.3 8.2 7.2 10l3.5-3.9" />
    </>
  ),
  dead: (
    <>
      {octagon}
      <path className="c" d="m5.9 5.9 4.2 4.2m0-4.2-4.2 4.2" />
    </>
  ),
  alert: (
    <>
      {octagon}
      <path className="c" d="M8 4.8v3.7M8 10.9v.1" />
    </>
  ),
  withdrawn: (
    <>
      {disc}
      <path className="c" d="M5.4 8h5.2" />
    </>
  ),
  "maybe-sent": (
    <>
      <path className="f" d="m8 1.6 6.4 6.4L8 14.4 1.6 8z" />
      <path className="c" d="M6.6 6.6a1.45 1.45 0 1 1 1.9 1.5c-.4.1-.5.4-.5.8m0 1.6v.1" />
    </>
  ),
  discarded: (
    <>
      <rect className="f" x="2.5" y="2.5" width="11" height="11" rx="3" />
      <path className="c" d="M5.4 8h5.2" />
    </>
  ),
  skipped: (
    <>
      {ring}
      <path d="m5.6 10.4 4.8-4.8" />
    </>
  ),
  paused: (
    <>
      {ring}
      <path d="M6.6 6v4M9.4 6v4" />
    </>
  ),
};

type MarkProps = { name: MarkName; size?: number; label?: string; muted?: boolean; className?: string };

/** State icon. Pass a `label` if there is no text beside it. */
export function StateMark({ name, size = 16, label, muted = false, className = "" }: MarkProps) {
  const colour = muted ? "text-waiting-mark" : toneOf[name].mark;
  const shared = {
    className: `mk mk-${name} ${colour} ${className}`,
    width: size,
    height: size,
    viewBox: "0 0 16 16",
  };
  if (label === undefined) {
    return (
      <svg {...shared} aria-hidden="true">
        {shapes[name]}
      </svg>
    );
  }
  return (
    <svg {...shared} role="img" aria-label={label}>
      {shapes[name]}
    </svg>
  );
}

/** State icon with its label. */
export function StateWord({ name, children, size = 16 }: { name: MarkName; children?: ReactNode; size?: number }) {
  return (
    <span className={`inline-flex items-center gap-1.5 align-top font-[450] whitespace-nowrap ${toneOf[name].text}`}>
      <StateMark name={name} size={size} />
      <span>{children ?? markLabels[name]}</span>
    </span>
  );
}
