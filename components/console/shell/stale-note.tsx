"use client";
import { StateMark } from "#components/marks/state-mark.tsx";
import { Button } from "#components/ui/button.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { Time } from "#components/ui/time.tsx";

type StaleNoteProps = { at: string; signedOut?: boolean; onRetry: () => void };

/** The data is kept, and says how old it is. */
export function StaleNote({ at, signedOut = false, onRetry }: StaleNoteProps) {
  return (
    <div role="status" className="flex flex-wrap items-center gap-2 bg-retrying-bg px-4 py-2 text-retrying desk:px-6">
      <StateMark name="retrying" />
      <p className="grow basis-52">
        <b className="font-semibold">
          As of <Time at={at} />.
        </b>{" "}
        {signedOut
          ? "You are signed out, or your account was switched off. The numbers below may have moved."
          : "The server does not answer. Trying again every second; the numbers below may have moved."}
      </p>
      {signedOut ? (
        <a href="/sign-in?next=/ops" className={buttonClass({ size: "s", className: "text-fg" })}>
          Sign in
        </a>
      ) : (
        <Button size="s" className="text-fg" onClick={onRetry}>
          Try now
        </Button>
      )}
    </div>
  );
}
