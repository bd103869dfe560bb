"use client";
import { useMutation } from "@tanstack/react-query";
import { runCheck } from "#components/console/outbox/outbox-query.ts";
import { formatCount } from "#components/format/format-count.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import { Button } from "#components/ui/button.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Time } from "#components/ui/time.tsx";
import { type InvariantCheckDto, invariantNames, invariants } from "#server/contracts/monitoring/outbox.ts";

const most = 1_000;

/** Runs the invariant checks against the database and shows their results. */
export function InvariantCheck() {
  const check = useMutation({ mutationFn: runCheck });
  return (
    <section aria-labelledby="invariants" className="border-t border-line px-4 py-4 desk:px-6">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div>
          <h2 id="invariants" className="font-semibold">
            Invariant checks
          </h2>
          <p className="max-w-[72ch] text-pretty text-fg-2">Read-only checks of the database, up to 20 s.</p>
        </div>
        <Button inert={check.isPending} onClick={() => check.mutate()}>
          {check.isPending ? "Running checks…" : check.data ? "Run checks again" : "Run checks"}
        </Button>
      </div>
      <FormError error={check.error} />
      {!check.data && <NotChecked />}
      <div role="status">{check.data && <Results check={check.data} />}</div>
    </section>
  );
}

/** Checks before the first run. */
function NotChecked() {
  return (
    <ul className="pt-3">
      {invariantNames.map((name) => (
        <li key={name} className="flex gap-2.5 border-t border-line py-2 text-fg-2">
          <StateMark name="waiting" size={14} label="Not checked yet" className="mt-[3px]" />
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
        Checked at <Time at={check.at} />.
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
          <span className="text-xs text-fg-3">{`${formatCount(result.milliseconds)} ms`}</span>
        </p>
        {result.broken === null && <p className="text-fg-2">Unknown: the check did not finish within 5 s.</p>}
        {result.broken !== null && result.broken > 0 && (
          <>
            <p className="text-pretty text-dead">
              {`${formatCount(result.broken)}${result.broken === most ? " or more" : ""} ${broken}`}
            </p>
            <p className="text-pretty text-fg-2">{remedy}</p>
            <p className="font-mono text-xs/5 wrap-anywhere text-fg-2">{result.examples.join(" ")}</p>
          </>
        )}
      </div>
    </li>
  );
}
