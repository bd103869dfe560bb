import type { JourneyLink, JourneyStep } from "#components/console/dead-letter/journey.tsx";
import { newestRevision } from "#components/console/dead-letter/newest-revision.ts";
import { failureInSentence } from "#components/console/delivery/delivery-labels.ts";
import { formatDuration } from "#components/format/format-age.ts";
import { Time } from "#components/ui/time.tsx";
import type { AttemptDto } from "#server/contracts/delivery/delivery.ts";
import type { DeadLetterDto, RevisionDto } from "#server/contracts/triage/dead-letter.ts";
import { messageOfType } from "#server/modules.messages.ts";

const shownAttempts = 3;
const shownReplays = 2;
const wasDeadLettered = ({ state }: RevisionDto) => state === "dead" || state === "replayed" || state === "discarded";

/** Steps of one message: along the rail to the final failed attempt, down to the dead letter, and up again with a replay. */
export function journeySteps(letter: DeadLetterDto): JourneyStep[] {
  const [original = newestRevision(letter), ...replays] = letter.lineage.filter(
    (revision) => revision.state !== "withdrawn",
  );
  const newest = newestRevision(letter);
  const { createdAt } = original;
  const written = letter.revision === 1 ? letter.envelope.time : createdAt;
  const deliveredStep: JourneyStep = {
    key: "delivered",
    label: "Delivered",
    detail: newest.state === "delivered" && newest.settledAt ? <Time at={newest.settledAt} /> : "not yet",
    mark: newest.state === "delivered" ? "delivered" : "waiting",
    level: "rail",
    next: "none",
    pending: newest.state !== "delivered",
  };
  const attempts = attemptSteps(original);
  return [
    rail("saved", messageOfType(letter.messageType)?.label ?? "Saved", <Time at={written} />, "delivered"),
    rail("outbox", "Outbox", "same transaction", "delivered"),
    rail("queue", "Queue", letter.revision === 1 ? relayDelay(written, createdAt) : <Time at={createdAt} />, "moved"),
    ...attempts,
    ...(wasDeadLettered(original) ? branchSteps(original, replays) : []),
    deliveredStep,
  ];
}

function rail(key: string, label: string, detail: JourneyStep["detail"], next: JourneyLink): JourneyStep {
  return { key, label, detail, mark: "delivered", level: "rail", next };
}

const relayDelay = (from: string, to: string) => `+ ${formatDuration(Date.parse(to) - Date.parse(from))}`;

/** Attempts of the first revision. Earlier failures are collapsed into one step. */
function attemptSteps(original: RevisionDto): JourneyStep[] {
  const rows = original.attemptRows;
  const hidden = Math.max(0, rows.length - shownAttempts);
  const steps = rows.slice(hidden).map((attempt, index, shown) => {
    const fatal = wasDeadLettered(original) && index === shown.length - 1;
    const label = index === 0 && hidden > 0 ? `Attempts 1 to ${hidden + 1}` : `Attempt ${attempt.number}`;
    return attemptStep(attempt, label, fatal);
  });
  if (steps.length > 0 || wasDeadLettered(original)) {
    return steps.length > 0 ? steps : [failedRelay(original)];
  }
  const first = original.state === "delivered";
  const mark = first ? "delivered" : original.shown === "active" ? "active" : "queued";
  return [
    { key: "attempt", label: "Attempt 1", mark, level: "rail", next: first ? "delivered" : "gap", detail: undefined },
  ];
}

function attemptStep(attempt: AttemptDto, label: string, fatal: boolean): JourneyStep {
  const took = formatDuration(Date.parse(attempt.endedAt) - Date.parse(attempt.startedAt));
  const delivered = attempt.outcome === "delivered";
  return {
    key: `attempt ${attempt.number}`,
    label,
    detail: delivered ? took : `${failureInSentence(attempt.failureCode)}, ${took}`,
    mark: delivered ? "delivered" : fatal ? "dead" : "retrying",
    level: "rail",
    next: fatal ? "gap" : delivered ? "delivered" : "retried",
    falls: fatal,
  };
}

/** Dead-lettered without an attempt: it could not be relayed. */
const failedRelay = (original: RevisionDto): JourneyStep => ({
  key: "attempt",
  label: "No attempt",
  detail: failureInSentence(original.failureCode),
  mark: "dead",
  level: "rail",
  next: "gap",
  falls: true,
});

function branchSteps(original: RevisionDto, replays: RevisionDto[]): JourneyStep[] {
  const newest = replays.at(-1) ?? original;
  const shown = replays.slice(-shownReplays);
  const dead: JourneyStep = {
    key: "dead",
    label: "Dead letter",
    detail: original.settledAt ? <Time at={original.settledAt} /> : undefined,
    mark: "dead",
    level: "branch",
    next: shown.length > 0 ? "replay" : newest.state === "dead" ? "plan" : "gap",
  };
  const steps = [dead, ...shown.map((replay) => replayStep(replay, replay === newest))];
  if (newest.state === "dead") steps.push(plan);
  if (newest.state === "discarded") {
    steps.push({ key: "discarded", label: "Discarded", mark: "discarded", level: "branch", next: "none" });
  }
  return steps;
}

const plan: JourneyStep = {
  key: "plan",
  label: "Your replay",
  detail: "not sent yet",
  mark: "replaying",
  level: "branch",
  next: "rise-plan",
};

const replayLabels: Partial<Record<RevisionDto["shown"], string>> = {
  waiting: "waiting",
  queued: "queued",
  active: "active",
  retrying: "retrying",
  delivered: "delivered",
  discarded: "failed again",
  replayed: "failed again",
  replaying: "failed again",
  dead: "failed again",
};

function replayStep(replay: RevisionDto, last: boolean): JourneyStep {
  const again = wasDeadLettered(replay);
  return {
    key: replay.id,
    label: `Replay, rev ${replay.revision}`,
    detail: replayLabels[replay.shown],
    mark: again ? "dead" : "replaying",
    level: "branch",
    next: nextOf(replay, last),
  };
}

function nextOf(replay: RevisionDto, last: boolean): JourneyLink {
  if (!last) return "replay";
  if (replay.state === "delivered") return "rise";
  if (replay.state === "dead") return "plan";
  return replay.state === "discarded" ? "gap" : "rise-plan";
}
