"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { problemOf } from "#components/api/request-json.ts";
import { EditList } from "#components/console/dead-letter/edits/edit-list.tsx";
import { PreviewPanel } from "#components/console/dead-letter/edits/preview-panel.tsx";
import { StaleEdit } from "#components/console/dead-letter/edits/stale-edit.tsx";
import { Suggestions } from "#components/console/dead-letter/edits/suggestions.tsx";
import { suggestionsQuery } from "#components/console/dead-letter/edits/suggestions-query.ts";
import { useEdits } from "#components/console/dead-letter/edits/use-edits.ts";
import { usePreview } from "#components/console/dead-letter/edits/use-preview.ts";
import { changesRecipient } from "#components/console/dead-letter/replay/changes-recipient.ts";
import { ConflictNote } from "#components/console/dead-letter/replay/conflict-note.tsx";
import { EditedReplay } from "#components/console/dead-letter/replay/edited-replay.tsx";
import { FixForm } from "#components/console/dead-letter/replay/fix-form.tsx";
import { OverrideDialog } from "#components/console/dead-letter/replay/override-dialog.tsx";
import { replayObjections } from "#components/console/dead-letter/replay/replay-objections.ts";
import type { Draft } from "#components/console/dead-letter/replay/use-draft.ts";
import type { Triage } from "#components/console/dead-letter/replay/use-triage.ts";
import { Section } from "#components/console/shell/section.tsx";
import { StateMark } from "#components/marks/state-mark.tsx";
import { ActionButton } from "#components/session/action-button.tsx";
import { usePermission } from "#components/session/me.tsx";
import { PermissionNote } from "#components/session/permission-note.tsx";
import { TextField } from "#components/ui/field.tsx";
import { failureCodes, failureOf, isFailureCode } from "#server/contracts/delivery/failure-code.ts";
import type { DeadLetterDto, ReplayBody } from "#server/contracts/triage/dead-letter.ts";
import type { EditDto, EditListDto } from "#server/contracts/triage/editing.ts";

type ReplayPanelProps = { letter: DeadLetterDto; draft: Draft; triage: Triage };

/** Ways to replay a dead letter: a suggested fix, an edited payload, or unchanged. */
export function ReplayPanel({ letter, draft, triage }: ReplayPanelProps) {
  const { replay } = triage;
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const reasonField = useRef<HTMLDetailsElement>(null);
  const preview = usePreview(letter.id);
  const edits = useEdits(letter);
  // The preview no longer matches the draft.
  // biome-ignore lint/correctness/useExhaustiveDependencies: depends on the text alone; the mutation object changes at each render.
  useEffect(() => preview.reset(), [draft.text]);
  const open = (edit: EditDto, sent?: string) => {
    edits.drop();
    draft.start({ edit: edit.number, payload: edit.payload, masked: edit.masked }, sent);
  };
  const suggested = draft.edited ? [] : letter.fixes.filter((fix) => fix.suggested);
  const busy = replay.isPending;
  const withReason = (body: ReplayBody) => ({ ...body, ...(reason.trim() === "" ? {} : { reason: reason.trim() }) });
  const objections = replayObjections(letter.guard);
  const [pendingBody, setPendingBody] = useState<ReplayBody | null>(null);
  /** A changed recipient requires a reason. Without one, the field opens and nothing is sent. */
  const lacksReason = (body: ReplayBody) => {
    const lacks = reason.trim() === "" && changesRecipient(letter, body);
    setMissing(lacks);
    if (lacks && reasonField.current) {
      reasonField.current.open = true;
      reasonField.current.querySelector("input")?.focus();
    }
    return lacks;
  };
  const send = (body: ReplayBody) => {
    if (objections) setPendingBody(body);
    else if (!lacksReason(body)) replay.mutate(withReason(body));
  };
  const save = () => {
    const body = draft.body();
    if (lacksReason(body)) return;
    const sent = draft.text;
    edits.save.mutate(withReason(body), { onSuccess: (saved) => openNewest(saved, (edit) => open(edit, sent)) });
  };
  const override = (overrideReason: string) => {
    replay.mutate({
      ...pendingBody,
      reason: overrideReason,
      ...(objections?.override && { override: objections.override }),
    });
    setPendingBody(null);
  };
  const fieldErrors = replay.isError ? (problemOf(replay.error).errors ?? []) : [];
  const { may } = usePermission("dead-letters.replay");
  const offered = useQuery({ ...suggestionsQuery(letter), enabled: may && letter.state === "dead" }).data?.items ?? [];
  const title = draft.edited ? "Your edit" : suggested.length + offered.length > 0 ? "Suggested fix" : "Replay";
  return (
    <Section title={title} className="bg-surface px-4 py-4 desk:px-6">
      {replay.isError && (
        <div className="pb-3">
          <ConflictNote error={replay.error} self={letter.id} onDismiss={() => replay.reset()} />
        </div>
      )}
      {objections && <Objections sentences={objections.sentences} />}
      {objections && (
        <OverrideDialog
          open={pendingBody !== null}
          objections={objections}
          busy={busy}
          onCancel={() => setPendingBody(null)}
          onReplay={override}
        />
      )}
      <PermissionNote action="dead-letters.replay" />
      {!draft.edited && (
        <Suggestions
          letter={letter}
          busy={busy}
          onSend={send}
          onPreview={preview.mutate}
          onEdit={({ id, payload, masked }) => {
            edits.begin();
            draft.start({ suggestion: id, payload, masked });
          }}
        />
      )}
      {edits.stale && (
        <div className="pb-3">
          <StaleEdit edits={edits} onTheirs={open} />
        </div>
      )}
      {draft.edited && (
        <EditedReplay
          letter={letter}
          draft={draft}
          busy={busy}
          onSend={send}
          onPreview={preview.mutate}
          edits={edits}
          onSave={save}
        />
      )}
      <PreviewPanel preview={preview} />
      {!draft.edited &&
        suggested.map((fix) => (
          <div key={fix.id} className="pb-4">
            <h3 className="pb-2 text-fg-2">
              {offered.length > 0 ? `Alternative: ${fix.label[0]?.toLowerCase()}${fix.label.slice(1)}` : fix.label}
            </h3>
            <FixForm
              // The form restarts with revealed values, and keeps them when they are masked again.
              key={triage.reveal.data?.revealedUntil ?? "masked"}
              fix={fix}
              payload={letter.payload}
              busy={busy}
              errors={fieldErrors}
              onApply={(input) => send({ fix: { id: fix.id, input } })}
            />
          </div>
        ))}
      {!draft.edited && (
        <ReplayUnchanged
          letter={letter}
          draft={draft}
          only={suggested.length === 0}
          busy={busy}
          onSend={send}
          onPreview={preview.mutate}
        />
      )}
      <EditList letter={letter} edits={edits} onOpen={open} />
      <details ref={reasonField} className="pt-2">
        <summary className="w-fit py-1 text-xs text-fg-2 max-desk:py-3.5">Add a reason</summary>
        <div className="pt-1">
          <TextField
            id="replay-reason"
            label="Reason"
            value={reason}
            maxLength={500}
            hint="Recorded in the audit log. Required if the recipient changes."
            error={missing ? "A changed recipient requires a reason" : undefined}
            onChange={(event) => {
              setReason(event.target.value);
              setMissing(false);
            }}
          />
        </div>
      </details>
    </Section>
  );
}

const Objections = ({ sentences }: { sentences: readonly string[] }) => (
  <div className="flex gap-2 pb-3 text-dead">
    <StateMark name="maybe-sent" className="mt-0.5" />
    <div>
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </div>
  </div>
);

/** Continues editing from the saved version. */
function openNewest({ items }: EditListDto, open: (edit: EditDto) => void) {
  const newest = items.at(-1);
  if (newest) open(newest);
}

type SendProps = {
  letter: DeadLetterDto;
  draft: Draft;
  busy: boolean;
  onSend: (body: ReplayBody) => void;
  onPreview: (body: ReplayBody) => void;
};

function ReplayUnchanged({ letter, draft, only, busy, onSend, onPreview }: SendProps & { only: boolean }) {
  const code = letter.failureCode;
  const permanent = code !== null && isFailureCode(code) && failureCodes[code].permanent;
  const invalid = draft.lint.faults.length > 0;
  return (
    <div className={only ? "" : "border-t border-line pt-3"}>
      {only && <p className="pb-3 text-pretty text-fg-2">{failureOf(code).nextStep}</p>}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <ActionButton
          action="dead-letters.replay"
          variant={only && !permanent ? "primary" : "default"}
          size={only ? "l" : "m"}
          inert={busy || invalid}
          className="max-desk:w-full"
          onClick={() => onSend({})}
        >
          {busy && only ? "Replaying…" : "Replay unchanged"}
        </ActionButton>
        <ActionButton
          action="dead-letters.replay"
          variant="quiet"
          size={only ? "l" : "m"}
          onClick={() => onPreview({})}
        >
          Preview unchanged
        </ActionButton>
        <p className="text-xs text-fg-2">
          {invalid
            ? "The payload does not match its schema. Correct the marked lines."
            : permanent
              ? "Without a fix it will probably be rejected again."
              : "Same payload and idempotency key: receivers can detect a duplicate."}
        </p>
      </div>
    </div>
  );
}
