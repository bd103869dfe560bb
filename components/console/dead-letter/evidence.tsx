import { newestRevision, wasDeadLettered } from "#components/console/dead-letter/newest-revision.ts";
import { ReplayWarnings } from "#components/console/dead-letter/replay-warnings.tsx";
import { attemptCount } from "#components/console/delivery/delivery-labels.ts";
import { subjectNoun, traceOf } from "#components/format/subject-labels.ts";
import { Age, Time } from "#components/ui/time.tsx";
import type { DeadLetterDto } from "#server/contracts/triage/dead-letter.ts";

/** Line under the status: message, handler, age, attempts and blocked messages. */
export function Evidence({ letter }: { letter: DeadLetterDto }) {
  const newest = newestRevision(letter);
  const trace = traceOf(letter.subject);
  return (
    <>
      <p>
        <b className="font-semibold text-fg">{letter.messageType}</b> to{" "}
        <b className="font-semibold text-fg">{letter.handler}</b>, <State letter={letter} />{" "}
        {letter.holding > 0 && letter.state === "dead" && <Holding letter={letter} />}
        {trace && newest.state !== "delivered" && `The ${trace.noun} is safe.`}
      </p>
      <DiedAgain letter={letter} />
      {letter.state === "dead" && <ReplayWarnings letter={letter} />}
      {letter.state === "dead" && letter.error && (
        <p className="font-mono text-xs/5 wrap-anywhere text-fg-2">{letter.error}</p>
      )}
    </>
  );
}

/** The failed replay that led to this dead letter. */
function DiedAgain({ letter }: { letter: DeadLetterDto }) {
  const replay = letter.lineage.find(({ id }) => id === letter.id)?.replay;
  if (!replay || letter.state !== "dead") return null;
  return (
    <p>
      Failed again after a replay by <b className="font-semibold text-fg">{replay.actor}</b> at{" "}
      <Time at={replay.at} format="day" />, {replay.edited ? "corrected" : "unchanged"}
      {replay.reason !== null && `: “${replay.reason}”`}. Replay {letter.guard.replays} of at most{" "}
      {letter.guard.maxReplays}.
    </p>
  );
}

function State({ letter }: { letter: DeadLetterDto }) {
  const newest = newestRevision(letter);
  if (letter.state === "dead") {
    return (
      <>
        dead-lettered <Age since={letter.diedAt} /> ago after {attemptCount(letter.attempts)}.
      </>
    );
  }
  if (!wasDeadLettered(letter)) {
    return letter.settledAt ? (
      <>
        delivered <Time at={letter.settledAt} format="day" /> after {attemptCount(letter.attempts)}.
      </>
    ) : (
      <>
        created <Time at={letter.createdAt} format="day" />, {attemptCount(letter.attempts)} so far.
      </>
    );
  }
  if (newest.state === "delivered" && newest.settledAt) {
    return (
      <>
        dead-lettered <Time at={letter.diedAt} />, delivered <Time at={newest.settledAt} />
        {newest.revision > 1 ? ` as revision ${newest.revision}.` : "."}
      </>
    );
  }
  return (
    <>
      dead-lettered <Time at={letter.diedAt} /> after {attemptCount(letter.attempts)}.
    </>
  );
}

function Holding({ letter: { holding, subject } }: { letter: DeadLetterDto }) {
  const noun = subjectNoun(subject);
  return (
    <>
      {holding === 1
        ? `Blocks 1 later message of this ${noun}. `
        : `Blocks ${holding} later messages of this ${noun}. `}
    </>
  );
}
