"use client";
import type { Route } from "next";
import Link from "next/link";
import { newestRevision } from "#components/console/dead-letter/newest-revision.ts";
import { PurgedNotice } from "#components/console/dead-letter/purged-payload.tsx";
import { ConflictNote } from "#components/console/dead-letter/replay/conflict-note.tsx";
import type { Triage } from "#components/console/dead-letter/replay/use-triage.ts";
import { attemptCount } from "#components/console/delivery/delivery-labels.ts";
import { Section } from "#components/console/shell/section.tsx";
import { markOf } from "#components/marks/mark-names.ts";
import { StateWord } from "#components/marks/state-mark.tsx";
import { ActionButton } from "#components/session/action-button.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { Time } from "#components/ui/time.tsx";
import { failureOf } from "#server/contracts/delivery/failure-code.ts";
import type { DeadLetterDto, RevisionDto } from "#server/contracts/triage/dead-letter.ts";
import { sentPageOf } from "#server/modules.messages.ts";

/** Live state of a delivery that is no longer a dead letter. */
export function Outcome({ letter, triage }: { letter: DeadLetterDto; triage: Triage }) {
  const newest = newestRevision(letter);
  const { name, word } = markOf(newest.shown);
  const sent = sentPageOf(newest.handler);
  return (
    <Section
      title={newest.revision > 1 ? `Replay, revision ${newest.revision}` : "Outcome"}
      className="bg-surface px-4 py-4 desk:px-6"
    >
      <p role="status" className="text-base">
        <StateWord name={name}>{word}</StateWord>
      </p>
      <p className="pt-1 pb-3 text-pretty text-fg-2">
        <Sentence newest={newest} letter={letter} />
      </p>
      {newest.replay && (
        <p className="pb-3 text-pretty text-fg-2">
          Replayed by <b className="font-medium text-fg">{newest.replay.actor}</b>{" "}
          <Time at={newest.replay.at} format="day" />, {newest.replay.edited ? "corrected" : "unchanged"}
          {newest.replay.reason !== null && `: “${newest.replay.reason}”`}.
        </p>
      )}
      {letter.payloadPurgedAt && newest.state !== "delivered" && (
        <div className="pb-3">
          <PurgedNotice at={letter.payloadPurgedAt} />
        </div>
      )}
      {triage.restore.isError && (
        <div className="pb-3">
          <ConflictNote error={triage.restore.error} self={letter.id} onDismiss={() => triage.restore.reset()} />
        </div>
      )}
      <div className="flex flex-wrap gap-2 *:max-desk:w-full">
        {newest.state === "delivered" && sent && (
          <Link href={sent.href as Route} className={buttonClass()}>
            {sent.label}
          </Link>
        )}
        {newest.state === "dead" && newest.id !== letter.id && (
          <Link href={`/ops/dead-letters/${newest.id}`} className={buttonClass({ variant: "primary" })}>
            {`Open revision ${newest.revision}`}
          </Link>
        )}
        {newest.state === "discarded" && newest.id === letter.id && (
          <ActionButton
            action="dead-letters.discard"
            inert={triage.restore.isPending || letter.payloadPurgedAt !== null}
            onClick={() => triage.restore.mutate()}
          >
            Restore message
          </ActionButton>
        )}
      </div>
    </Section>
  );
}

function Sentence({ newest, letter }: { newest: RevisionDto; letter: DeadLetterDto }) {
  switch (newest.state) {
    case "delivered":
      return (
        <>
          {newest.settledAt && <Time at={newest.settledAt} format="day" />}, {attemptCount(newest.attempts)}.{" "}
          {newest.revision > 1 && "The failed revision is kept below."}
        </>
      );
    case "retrying":
      return (
        <>
          {failureOf(newest.failureCode).label}, {attemptCount(newest.attempts)} so far
          {newest.nextAttemptAt && (
            <>
              , next at <Time at={newest.nextAttemptAt} />
            </>
          )}
          .
        </>
      );
    case "dead":
      return (
        <>{`It failed again: ${failureOf(newest.failureCode).label}. ${failureOf(newest.failureCode).nextStep}`}</>
      );
    case "discarded": {
      const action = letter.actions.findLast((known) => known.action === "discard");
      return (
        <>
          {action?.reason ? `“${action.reason}”` : "Discarded manually."}
          {letter.payloadPurgedAt === null && " It can be restored."}
        </>
      );
    }
    case "waiting":
      return (
        <>It is sent automatically after the undo window, through outbox, queue and handler with the usual retries.</>
      );
    case "queued":
    case "replayed":
    case "withdrawn":
      return <>It passes through outbox, queue and handler with the usual retries.</>;
    default:
      return newest.state satisfies never;
  }
}
