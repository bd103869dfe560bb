"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { editsQuery } from "#components/console/dead-letter/edits/edits-query.ts";
import type { Edits } from "#components/console/dead-letter/edits/use-edits.ts";
import { PatchDiff } from "#components/console/payload/patch-diff.tsx";
import { usePausableOptions } from "#components/live/live-provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { Time } from "#components/ui/time.tsx";
import type { DeadLetterDto } from "#server/contracts/triage/dead-letter.ts";
import type { EditDto } from "#server/contracts/triage/editing.ts";

type EditListProps = { letter: DeadLetterDto; edits: Edits; onOpen: (edit: EditDto) => void };

/** Saved edits of the payload, newest first, to open or compare. */
export function EditList({ letter, edits, onOpen }: EditListProps) {
  const items = edits.list?.items ?? [];
  const [between, setBetween] = useState({ from: 0, to: 0 });
  const compared = between.from !== between.to ? between : null;
  const { data } = useQuery(usePausableOptions({ ...editsQuery(letter, compared), enabled: compared !== null }));
  if (items.length === 0) return null;
  const payloadOf = (number: number) =>
    number === 0 ? edits.list?.original : items.find((edit) => edit.number === number)?.payload;
  return (
    <section aria-labelledby="edits" className="border-t border-line pt-3">
      <h3 id="edits" className="pb-1 font-semibold">
        Saved edits <span className="text-xs font-normal text-fg-3">the published payload is kept</span>
      </h3>
      <ol className="grid gap-2">
        {items.toReversed().map((edit) => (
          <li key={edit.number} className="grid gap-1">
            <p className="flex flex-wrap items-center gap-x-2">
              <b className="font-semibold">{`Edit ${edit.number}`}</b>
              <span>
                by {edit.author}, <Time at={edit.at} />
                {edit.reason && <span className="text-fg-2">{`: “${edit.reason}”`}</span>}
              </span>
              {letter.state === "dead" && edit.payload !== null && (
                <Button size="s" variant="quiet" onClick={() => onOpen(edit)}>
                  {`Open edit ${edit.number}`}
                </Button>
              )}
            </p>
            <PatchDiff before={payloadOf(edit.base)} patch={edit.patch} />
          </li>
        ))}
      </ol>
      <div className="flex flex-wrap items-center gap-2 py-2 text-xs">
        <Choice
          label="Compare"
          items={items}
          value={between.from}
          onValue={(from) => setBetween({ ...between, from })}
        />
        <Choice label="with" items={items} value={between.to} onValue={(to) => setBetween({ ...between, to })} />
      </div>
      {compared && data?.diff && <PatchDiff before={payloadOf(data.diff.from)} patch={data.diff.patch} />}
      {compared && data?.diff?.patch.length === 0 && <p className="text-xs text-fg-2">No differences.</p>}
    </section>
  );
}

type ChoiceProps = { label: string; items: readonly EditDto[]; value: number; onValue: (value: number) => void };

const Choice = ({ label, items, value, onValue }: ChoiceProps) => (
  <label className="inline-flex items-center gap-1.5">
    <span className="text-fg-2">{label}</span>
    <select
      value={value}
      onChange={(event) => onValue(Number(event.target.value))}
      className="h-8 rounded-control border border-line-input bg-surface px-2 max-desk:h-11"
    >
      <option value={0}>original</option>
      {items.map(({ number }) => (
        <option key={number} value={number}>{`edit ${number}`}</option>
      ))}
    </select>
  </label>
);
