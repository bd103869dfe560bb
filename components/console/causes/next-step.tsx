import Link from "next/link";
import { affectedText, blockingText } from "#components/console/causes/cause-labels.ts";
import { Section } from "#components/console/shell/section.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { failureOf } from "#server/contracts/delivery/failure-code.ts";
import type { CauseDto } from "#server/contracts/triage/cause.ts";
import type { DeadLetterItemDto } from "#server/contracts/triage/dead-letter.ts";

/** Recommended next step, with the newest dead letter. */
export function NextStep({ cause, newest }: { cause: CauseDto; newest: DeadLetterItemDto | undefined }) {
  const blocks = blockingText(cause);
  return (
    <Section title="Next step" className="bg-surface px-4 py-4 desk:px-6">
      {newest ? (
        <>
          <p className="text-base text-pretty">{failureOf(cause.failureCode).nextStep}</p>
          <p className="pt-1 pb-4 text-pretty text-fg-2">
            {`Affects ${affectedText(cause)}${blocks ? ` and ${blocks}` : ""}. Start with one message: its page shows the payload, all attempts and suggested fixes.`}
          </p>
          <Link
            href={`/ops/dead-letters/${newest.id}`}
            className={buttonClass({ variant: "primary", size: "l", className: "max-desk:w-full" })}
          >
            Open newest message
          </Link>
        </>
      ) : (
        <p className="text-pretty text-fg-2">
          No dead letters. The cause is kept with its note, and counts the next dead letter.
        </p>
      )}
    </Section>
  );
}
