"use client";
import { useMutation } from "@tanstack/react-query";
import { Refusal } from "#components/access/refusal.tsx";
import { StateMark } from "#components/marks/state-mark.tsx";
import { askForCheck } from "#components/outbox/outbox-query.ts";
import { Button } from "#components/ui/button.tsx";
import { Time } from "#components/ui/time.tsx";
import { type InvariantCheckDto, invariantNames, invariants } from "#server/contracts/monitoring/outbox.ts";

const most = 1_000;

/** What must never be, looked for in the rows on a button: the proof that nothing was lost. */
export function InvariantCheck() {
  const check = useMutation({ mutationFn: askForCheck });
  return (
    <section aria-labelledby="invariants" className="border-t border-line px-4 py-4 desk:px-6">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div>
          <h2 id="invariants" className="font-semibold">
            What must never be
          </h2>
          <p className="max-w-[72ch] text-pretty text-fg-2">
            Looked for in the rows themselves, now. It takes up to 20 s of one connection and changes nothing.
          </p>
        </div>
        <Button inert={check.isPending} onClick={() => check.mutate()}>
          {check.isPending ? "Looking…" : check.data ? "Look again" : "Look now"}
        </Button>
      </div>
      <Refusal error={check.error} />
      {!check.data && <Unlooked />}
      <div role="status">{check.data && <Results check={check.data} />}</div>
    </section>
  );
}

/** What will be looked for, before it was. */
function Unlooked() {
  return (
    <ul className="pt-3">
      {invariantNames.map((name) => (
        <li key={name} className="flex gap-2.5 border-t border-line py-2 text-fg-2">
          <StateMark name="waiting" size={14} label="Not looked at yet" className="mt-[3px]" />
          {invariants[name].title}
        </li>
      ))}
    </ul>
  );
}

function Results({ check }: { check: InvariantCheckDto }) {
  return (
    <>
      <ul className="pt-3">
        {check.results.map((result) => (
          <Result key={result.name} result={result} />
        ))}
      </ul>
      <p className="border-t border-line pt-2 text-xs text-fg-3">
        Looked at <Time at={check.at} />.
      </p>
    </>
  );
}

function Result({ result }: { result: InvariantCheckDto["results"][number] }) {
  const { title, broken, remedy } = invariants[result.name];
  const mark = result.broken === 0 ? "delivered" : result.broken === null ? "retrying" : "alert";
  return (
    <li className="flex gap-2.5 border-t border-line py-2">
      <StateMark name={mark} size={14} className="mt-[3px]" />
      <div className="min-w-0">
        <p>
          <span className="font-name">{title}</span>{" "}
          <span className="text-xs text-fg-3">{`${result.milliseconds.toLocaleString("en-GB")} ms`}</span>
        </p>
        {result.broken === null && <p className="text-fg-2">Not known: the look was not over within 5 s.</p>}
        {result.broken !== null && result.broken > 0 && (
          <>
            <p className="text-pretty text-dead">
              {`${result.broken.toLocaleString("en-GB")}${result.broken === most ? " or more" : ""} ${broken}`}
            </p>
            <p className="text-pretty text-fg-2">{remedy}</p>
            <p className="font-mono text-xs/5 wrap-anywhere text-fg-2">{result.examples.join(" ")}</p>
          </>
        )}
      </div>
    </li>
  );
}
