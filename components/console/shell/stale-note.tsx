"use client";
import { StateMark } from "#components/marks/state-mark.tsx";
import { Button } from "#components/ui/button.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { Time } from "#components/ui/time.tsx";

type StaleNoteProps = { at: string; signedOut?: boolean; onRetry: () => void };

/** Banner over stale data, with its age. */
export function StaleNote({ at, signedOut = false, onRetry }: StaleNoteProps) {
  return (
    <div role="status" className="flex flex-wrap items-center gap-2 bg-retrying-bg px-4 py-2 text-retrying desk:px-6">
      <StateMark name="retrying" />
      <p className="grow basis-52">
        <b className="font-semibold">
          As of <Time at={at} />.
        </b>{" "}
        {signedOut
          ? "You are signed out, or your account was disabled. The data below may be outdated."
          : "The server does not respond. Retrying every second. The data below may be outdated."}
      </p>
      {signedOut ? (
        <a href="/sign-in?next=/ops" className={buttonClass({ size: "s", className: "text-fg" })}>
          Sign in
        </a>
      ) : (
        <Button size="s" className="text-fg" onClick={onRetry}>
          Retry now
        </Button>
      )}
    </div>
  );
}
