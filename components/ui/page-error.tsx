"use client";
import { StateMark } from "#components/marks/state-mark.tsx";
import { Button } from "#components/ui/button.tsx";

type PageErrorProps = { error: Error & { digest?: string }; reset: () => void };

/** Error page of a failed render. */
export function PageError({ error, reset }: PageErrorProps) {
  return (
    <div className="mx-auto grid max-w-[640px] gap-3 px-4 py-16 text-store">
      <StateMark name="alert" size={24} />
      <h1 className="text-page-title">This page failed to load</h1>
      <p className="text-pretty text-fg-2">
        Only this page is affected. Committed data is safe, and deliveries continue. The database may be restarting.
      </p>
      {error.digest && (
        <p className="text-sm text-fg-3">
          Reference <code className="select-all">{error.digest}</code>
        </p>
      )}
      <Button variant="primary" size="l" onClick={reset} className="justify-self-start">
        Try again
      </Button>
    </div>
  );
}
