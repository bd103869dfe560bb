"use client";
import { StateMark } from "#components/marks/state-mark.tsx";
import { Button } from "#components/ui/button.tsx";
import { Time } from "#components/ui/time.tsx";

/** The data is kept, and says how old it is. */
export function StaleNote({ at, onRetry }: { at: string; onRetry: () => void }) {
  return (
    <div role="status" className="flex flex-wrap items-center gap-2 bg-retrying-bg px-4 py-2 text-retrying desk:px-6">
      <StateMark name="retrying" />
      <p className="grow">
        <b className="font-semibold">
          As of <Time at={at} />.
        </b>{" "}
        The server does not answer. Trying again every second; the numbers below may have moved.
      </p>
      <Button size="s" className="text-fg" onClick={onRetry}>
        Try now
      </Button>
    </div>
  );
}
