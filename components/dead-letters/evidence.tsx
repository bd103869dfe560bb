import { triesWords } from "#components/dead-letters/letter-names.ts";
import { newestOf } from "#components/dead-letters/newest-of.ts";
import { Age, Time } from "#components/ui/time.tsx";
import type { DeadLetterDto } from "#server/contracts/dead-letter.ts";

/** The one line under the verdict: which message, to whom, since when, and whom it keeps waiting. */
export function Evidence({ letter }: { letter: DeadLetterDto }) {
  const newest = newestOf(letter);
  return (
    <>
      <p>
        <b className="font-semibold text-fg">{letter.messageType}</b> to{" "}
        <b className="font-semibold text-fg">{letter.handler}</b>, <State letter={letter} />{" "}
        {letter.holding > 0 && letter.state === "dead" && <Holding count={letter.holding} />}
        {letter.orderId && newest.state !== "delivered" && "The order itself is safe."}
      </p>
      {letter.state === "dead" && letter.error && (
        <p className="font-mono text-xs/5 wrap-anywhere text-fg-2">{letter.error}</p>
      )}
    </>
  );
}

function State({ letter }: { letter: DeadLetterDto }) {
  const newest = newestOf(letter);
  if (letter.state === "dead") {
    return (
      <>
        dead for <Age since={letter.diedAt} /> after {triesWords(letter.attempts)}.
      </>
    );
  }
  if (newest.state === "delivered" && newest.settledAt) {
    return (
      <>
        died <Time at={letter.diedAt} />, delivered <Time at={newest.settledAt} />
        {newest.revision > 1 ? ` as revision ${newest.revision}.` : "."}
      </>
    );
  }
  return (
    <>
      died <Time at={letter.diedAt} /> after {triesWords(letter.attempts)}.
    </>
  );
}

const Holding = ({ count }: { count: number }) => (
  <>
    {count === 1
      ? "1 later message of this order waits behind it. "
      : `${count} later messages of this order wait behind it. `}
  </>
);
