"use client";
import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { CauseLink } from "#components/causes/cause-link.tsx";
import { ConflictNote } from "#components/dead-letters/conflict-note.tsx";
import { deadLetterQuery } from "#components/dead-letters/dead-letters-query.ts";
import { Decision } from "#components/dead-letters/decision.tsx";
import { Envelope } from "#components/dead-letters/envelope.tsx";
import { Evidence } from "#components/dead-letters/evidence.tsx";
import { Actions, SameSubject } from "#components/dead-letters/history.tsx";
import { journeySteps } from "#components/dead-letters/journey-steps.tsx";
import { LetterActions } from "#components/dead-letters/letter-actions.tsx";
import { letterName } from "#components/dead-letters/letter-names.ts";
import { letterVerdict } from "#components/dead-letters/letter-verdict.ts";
import { Lineage } from "#components/dead-letters/lineage.tsx";
import { everDied, undoableUntil } from "#components/dead-letters/newest-of.ts";
import { Outcome } from "#components/dead-letters/outcome.tsx";
import { Privacy } from "#components/dead-letters/privacy.tsx";
import { NothingToSend, PayloadPurged } from "#components/dead-letters/purged.tsx";
import { Tries } from "#components/dead-letters/tries.tsx";
import { UndoBar } from "#components/dead-letters/undo-bar.tsx";
import { useDraft } from "#components/dead-letters/use-draft.ts";
import { useTriage } from "#components/dead-letters/use-triage.ts";
import { useNow } from "#components/live/now.tsx";
import { useServedQuery } from "#components/live/served.tsx";
import { TopBar } from "#components/ops/top-bar.tsx";
import { useDeadTitle } from "#components/ops/use-dead-title.ts";
import { VerdictHead } from "#components/ops/verdict-head.tsx";
import { PayloadEditor } from "#components/payload/payload-editor.tsx";
import { Journey } from "#components/pipeline/journey.tsx";
import { useSay } from "#components/ui/toast.tsx";

/** One message for one handler, above all one that died: what happened, what it carries, what to do, and what came of it, all on one page. */
export function DeadLetterView({ id }: { id: string }) {
  const query = useServedQuery(deadLetterQuery(id));
  const letter = query.data;
  const now = useNow();
  const triage = useTriage(letter);
  const draft = useDraft(letter);
  const say = useSay();
  const name = letterName(letter);
  const { mark, title } = letterVerdict(letter, now);
  const until = undoableUntil(letter, now);
  const dead = letter.state === "dead";
  const home = everDied(letter)
    ? ({ href: "/ops/dead-letters", name: "Dead letters" } as const)
    : ({ href: "/ops/messages", name: "Messages" } as const);
  // A lost race is told in the decision's place, even when the letter is not dead any more.
  const lost = triage.replay.isError || triage.discard.isError;
  const failed = triage.discard.error ?? triage.undo.error ?? triage.retry.error ?? (dead ? null : triage.replay.error);
  useDeadTitle(title);

  const undo = () =>
    triage.undo.mutate(undefined, {
      onSuccess: ({ state }) =>
        say("Undone", `The ${name} ${state === "dead" ? "is dead again" : "stays delivered"}, nothing was sent.`),
    });

  return (
    <>
      <TopBar
        crumbs={
          <>
            <Link href={home.href} className="whitespace-nowrap max-desk:py-3">
              {home.name}
            </Link>
            <ChevronRight size={16} strokeWidth={1.4} aria-hidden="true" />
            <b className="truncate font-name text-fg">{name}</b>
          </>
        }
        freshness={query}
      />
      <VerdictHead
        mark={mark}
        title={title}
        evidence={
          <>
            <Evidence letter={letter} />
            <CauseLink letter={letter}>All that died of the same cause</CauseLink>
          </>
        }
      >
        <LetterActions letter={letter} triage={triage} />
      </VerdictHead>
      {failed && (
        <div className="px-4 pb-4 desk:px-6">
          <ConflictNote
            error={failed}
            self={letter.id}
            onDismiss={() => {
              triage.discard.reset();
              triage.undo.reset();
              triage.retry.reset();
              triage.replay.reset();
            }}
          />
        </div>
      )}
      <div className="border-t border-line">
        <Journey label={`Journey of the ${name}`} steps={journeySteps(letter)} />
      </div>
      <div className="grid border-t border-line desk:grid-cols-2">
        <section aria-labelledby="payload" className="min-w-0 px-4 py-4 desk:px-6">
          <div className="flex items-baseline gap-2 pb-2">
            <h2 id="payload" className="font-semibold">
              Payload
            </h2>
            <span className="text-xs text-fg-2">{`revision ${letter.revision}, as it ${dead || lost ? "died" : "was"}`}</span>
          </div>
          <Envelope envelope={letter.envelope} />
          {letter.payloadPurgedAt ? (
            <PayloadPurged at={letter.payloadPurgedAt} />
          ) : (
            <PayloadEditor
              text={draft.text}
              original={draft.original}
              lint={draft.lint}
              messageType={letter.messageType}
              readOnly={!dead}
              onText={draft.set}
            />
          )}
          <Privacy letter={letter} reveal={triage.reveal} />
        </section>
        <div className="min-w-0 border-line max-desk:border-t desk:border-s">
          {/* Hidden, not gone: after an undo the form still holds what was typed. */}
          <div hidden={!dead}>
            {letter.payloadPurgedAt ? (
              <div className="bg-surface px-4 py-4 desk:px-6">
                <NothingToSend at={letter.payloadPurgedAt} />
              </div>
            ) : (
              <Decision letter={letter} draft={draft} triage={triage} />
            )}
          </div>
          {!dead && <Outcome letter={letter} triage={triage} />}
          <Tries letter={letter} />
        </div>
      </div>
      <div className="grid grow border-t border-line desk:grid-cols-2">
        <div>
          <Lineage letter={letter} />
          <Actions letter={letter} />
        </div>
        <div className="border-line max-desk:border-t desk:border-s">
          <SameSubject letter={letter} />
        </div>
      </div>
      {until !== null && <UndoBar until={until} name={name} busy={triage.undo.isPending} onUndo={undo} />}
    </>
  );
}
