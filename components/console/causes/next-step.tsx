import Link from "next/link";
import { affectedText, blockingText, causeTitle } from "#components/console/causes/cause-labels.ts";
import { wavesText } from "#components/console/replays/replay-labels.ts";
import { ReplayButton } from "#components/console/replays/sheet/replay-button.tsx";
import { Section } from "#components/console/shell/section.tsx";
import { formatCount } from "#components/format/format-count.ts";
import { buttonClass } from "#components/ui/button-class.ts";
import { failureCodes, failureOf, isFailureCode } from "#server/contracts/delivery/failure-code.ts";
import type { CauseDto } from "#server/contracts/triage/cause.ts";
import type { DeadLetterItemDto } from "#server/contracts/triage/dead-letter.ts";

type NextStepProps = {
  cause: CauseDto;
  newest: DeadLetterItemDto | undefined;
  /** Dead letters are selected: the shortcut belongs to them. */
  selecting: boolean;
};

/** Recommended next step: replay the whole cause, or open its newest dead letter. */
export function NextStep({ cause, newest, selecting }: NextStepProps) {
  const blocks = blockingText(cause);
  const permanent = isFailureCode(cause.failureCode) && failureCodes[cause.failureCode].permanent;
  return (
    <Section title="Next step" className="bg-surface px-4 py-4 desk:px-6">
      {newest ? (
        <>
          <p className="text-base text-pretty">{failureOf(cause.failureCode).nextStep}</p>
          <p className="pt-1 pb-4 text-pretty text-fg-2">
            {`Affects ${affectedText(cause)}${blocks ? ` and ${blocks}` : ""}.`}
          </p>
          <div className="flex flex-wrap gap-2 *:max-desk:w-full">
            <ReplayButton
              byKey={!selecting}
              variant="primary"
              size="l"
              target={{
                select: { cause: cause.fingerprint },
                ...{ count: cause.dead, words: causeTitle(cause), sampleId: newest.id },
              }}
            >
              {`${permanent ? "Fix & replay" : "Replay"} ${formatCount(cause.dead)}…`}
            </ReplayButton>
            <Link href={`/ops/dead-letters/${newest.id}`} className={buttonClass({ size: "l" })}>
              Open newest message
            </Link>
          </div>
          <p className="pt-2 text-xs text-pretty text-fg-2">
            {`${wavesText(cause.dead)} Stops automatically when messages fail again.`}
          </p>
        </>
      ) : (
        <p className="text-pretty text-fg-2">
          No dead letters. The cause is kept with its note, and counts the next dead letter.
        </p>
      )}
    </Section>
  );
}
