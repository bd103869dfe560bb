import type { Route } from "next";
import Link from "next/link";
import type { CSSProperties, ReactNode } from "react";
import { formatCount } from "#components/format/format-count.ts";
import type { MarkName } from "#components/marks/mark-names.ts";
import { StateMark } from "#components/marks/state-mark.tsx";

export type Station = {
  name: string;
  /** Number of messages at this station. */
  depth: string;
  unit: string;
  meta?: ReactNode;
  mark: MarkName;
  /** State of the rail to the next station. */
  rail?: "active" | "delivered" | "idle";
  /** Rate to the next station. */
  flow?: string;
};

export type StripDrop = { dead: number; text: ReactNode; href?: Route };

type StripProps = {
  label: string;
  stations: readonly Station[];
  /** Station above the dead-letter branch, counted from 1. */
  dropAt: number;
  drop: StripDrop;
  /** Label of the replay line, shown only while replays are in progress. */
  back?: string;
  stale?: boolean;
};

const column = (number: number) => ({ "--c": number }) as CSSProperties;

/** Pipeline diagram, used on the overview and in the store. */
export function Strip({ label, stations, dropAt, drop, back, stale = false }: StripProps) {
  const items = stations.map((station, index) => (
    <li key={station.name}>
      <StationView station={station} column={index + 1} stale={stale} />
    </li>
  ));
  const branch = [
    <li key="drop">
      <Drop {...drop} column={dropAt} stale={stale} />
    </li>,
    ...(back === undefined
      ? []
      : [
          <li key="back">
            <span className="back" style={column(dropAt)}>
              <span className="flow">
                <StateMark name="replaying" size={14} />
                {back}
              </span>
            </span>
          </li>,
        ]),
  ];
  return (
    <ol className={stale ? "strip stale" : "strip"} data-stations={stations.length} aria-label={label}>
      {items.slice(0, dropAt)}
      {branch}
      {items.slice(dropAt)}
    </ol>
  );
}

function StationView({ station, column: number, stale }: { station: Station; column: number; stale: boolean }) {
  return (
    <>
      <div className="stn" style={column(number)}>
        <div className="nm">{station.name}</div>
        <div className="big">
          <b>{station.depth}</b>
          <span>{station.unit}</span>
        </div>
        <div className="meta">{station.meta}</div>
      </div>
      <div className={`node rc-${station.rail ?? "idle"}`} style={column(number)}>
        <StateMark name={station.mark} size={20} muted={stale} />
        {station.rail && (
          <span className="rl">
            {station.flow && <span className="flow">{`${stale ? "was " : ""}${station.flow}`}</span>}
          </span>
        )}
      </div>
    </>
  );
}

function Drop({ dead, text, href, column: number, stale }: StripDrop & { column: number; stale: boolean }) {
  const content = (
    <>
      <StateMark name={dead > 0 ? "dead" : "waiting"} size={20} muted={stale} />
      <span className="big">
        <b>{formatCount(dead)}</b>
        <span>{text}</span>
      </span>
    </>
  );
  const className = dead > 0 ? "drop" : "drop none";
  if (href === undefined) {
    return (
      <span className={className} style={column(number)}>
        {content}
      </span>
    );
  }
  return (
    <Link className={className} href={href} style={column(number)}>
      {content}
    </Link>
  );
}
