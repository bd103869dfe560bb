"use client";
import { useNow } from "#components/browser/now.tsx";
import { ActionList, RelatedDeliveries } from "#components/console/dead-letter/action-list.tsx";
import { Attempts } from "#components/console/dead-letter/attempts.tsx";
import { DeliveryActions } from "#components/console/dead-letter/delivery-actions.tsx";
import { deliveryStatus } from "#components/console/dead-letter/delivery-status.ts";
import { Envelope } from "#components/console/dead-letter/envelope.tsx";
import { Evidence } from "#components/console/dead-letter/evidence.tsx";
import { Journey } from "#components/console/dead-letter/journey.tsx";
import { journeySteps } from "#components/console/dead-letter/journey-steps.tsx";
import { MaskedFields } from "#components/console/dead-letter/masked-fields.tsx";
import { undoableUntil, wasDeadLettered } from "#components/console/dead-letter/newest-revision.ts";
import { Outcome } from "#components/console/dead-letter/outcome.tsx";
import { PurgedNotice, PurgedPayload } from "#components/console/dead-letter/purged-payload.tsx";
import { ConflictNote } from "#components/console/dead-letter/replay/conflict-note.tsx";
import { ReplayPanel } from "#components/console/dead-letter/replay/replay-panel.tsx";
import { useDraft } from "#components/console/dead-letter/replay/use-draft.ts";
import { useTriage } from "#components/console/dead-letter/replay/use-triage.ts";
import { Revisions } from "#components/console/dead-letter/revisions.tsx";
import { UndoBar } from "#components/console/dead-letter/undo-bar.tsx";
import { deadLetterQuery } from "#components/console/dead-letters/dead-letters-query.ts";
import { CauseLink } from "#components/console/delivery/cause-link.tsx";
import { deliveryName } from "#components/console/delivery/delivery-labels.ts";
import { PayloadEditor } from "#components/console/payload/payload-editor.tsx";
import { Section } from "#components/console/shell/section.tsx";
import { StatusHead } from "#components/console/shell/status-head.tsx";
import { TopBar } from "#components/console/shell/top-bar.tsx";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { useToast } from "#components/ui/toast.tsx";

/** Page of one delivery: status, payload, replay, attempts, revisions and actions. */
export function DeadLetterView({ id }: { id: string }) {
  const query = useHydratedQuery(deadLetterQuery(id));
  const letter = query.data;
  const now = useNow();
  const triage = useTriage(letter);
  const draft = useDraft(letter);
  const toast = useToast();
  const name = deliveryName(letter);
  const { mark, title } = deliveryStatus(letter, now);
  const until = undoableUntil(letter, now);
  const dead = letter.state === "dead";
  const home = wasDeadLettered(letter)
    ? ({ href: "/ops/dead-letters", name: "Dead letters" } as const)
    : ({ href: "/ops/messages", name: "Messages" } as const);
  const failed = triage.discard.error ?? triage.undo.error ?? triage.retry.error ?? (dead ? null : triage.replay.error);

  const undo = () =>
    triage.undo.mutate(undefined, {
      onSuccess: ({ state }) =>
        toast(
          "Replay undone",
          `The ${name} is ${state === "dead" ? "a dead letter again" : "still delivered"}. Nothing was sent.`,
        ),
    });

  return (
    <>
      <TopBar title={name} tabTitle={title} parent={home} freshness={query} />
      <StatusHead
        mark={mark}
        title={title}
        evidence={
          <>
            <Evidence letter={letter} />
            <CauseLink letter={letter}>Dead letters with the same cause</CauseLink>
          </>
        }
      >
        <DeliveryActions letter={letter} triage={triage} />
      </StatusHead>
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
        <Journey label={`Delivery path of the ${name}`} steps={journeySteps(letter)} />
      </div>
      <div className="grid border-t border-line desk:grid-cols-2">
        <Section title="Payload" note={`revision ${letter.revision}`} className="min-w-0 px-4 py-4 desk:px-6">
          <Envelope envelope={letter.envelope} />
          {letter.payloadPurgedAt ? (
            <PurgedPayload at={letter.payloadPurgedAt} />
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
          <MaskedFields letter={letter} reveal={triage.reveal} />
        </Section>
        <div className="min-w-0 border-line max-desk:border-t desk:border-s">
          {/* Hidden instead of unmounted: after an undo the form still contains the draft. */}
          <div hidden={!dead}>
            {letter.payloadPurgedAt ? (
              <div className="bg-surface px-4 py-4 desk:px-6">
                <PurgedNotice at={letter.payloadPurgedAt} />
              </div>
            ) : (
              <ReplayPanel letter={letter} draft={draft} triage={triage} />
            )}
          </div>
          {!dead && <Outcome letter={letter} triage={triage} />}
          <Attempts letter={letter} />
        </div>
      </div>
      <div className="grid grow border-t border-line desk:grid-cols-2">
        <div>
          <Revisions letter={letter} />
          <ActionList letter={letter} />
        </div>
        <div className="border-line max-desk:border-t desk:border-s">
          <RelatedDeliveries letter={letter} />
        </div>
      </div>
      {until !== null && <UndoBar until={until} name={name} busy={triage.undo.isPending} onUndo={undo} />}
    </>
  );
}
