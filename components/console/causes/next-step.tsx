import Link from "next/link";
import { affectedText, blockingText } from "#components/console/causes/cause-labels.ts";
import { failureWords } from "#components/pipeline/stage-labels.ts";
import { buttonClass } from "#components/ui/button-class.ts";
import type { CauseDto } from "#server/contracts/triage/cause.ts";
import type { DeadLetterItemDto } from "#server/contracts/triage/dead-letter.ts";

/** What to do about it, and the letter to try it on. */
export function NextStep({ cause, newest }: { cause: CauseDto; newest: DeadLetterItemDto | undefined }) {
  const holds = blockingText(cause);
  return (
    <section aria-labelledby="next-step" className="bg-surface px-4 py-4 desk:px-6">
      <h2 id="next-step" className="pb-2 font-semibold">
        What to do
      </h2>
      {newest ? (
        <>
          <p className="text-base text-pretty">{failureWords(cause.failureCode).nextStep}</p>
          <p className="pt-1 pb-4 text-pretty text-fg-2">
            {`It reaches ${affectedText(cause)}${holds ? ` and ${holds}` : ""}. Try it on one letter first: its page shows the payload, every try and the handler's own fixes.`}
          </p>
          <Link
            href={`/ops/dead-letters/${newest.id}`}
            className={buttonClass({ variant: "primary", size: "l", className: "max-desk:w-full" })}
          >
            Open the newest letter
          </Link>
        </>
      ) : (
        <p className="text-pretty text-fg-2">
          Nothing of it is dead now. The cause is kept with its note, and the next death is counted here.
        </p>
      )}
    </section>
  );
}
