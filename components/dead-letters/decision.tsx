"use client";
import { useState } from "react";
import { ActionButton } from "#components/access/action-button.tsx";
import { WhoMay } from "#components/access/who-may.tsx";
import { problemOf } from "#components/api/request-json.ts";
import { ConflictNote } from "#components/dead-letters/conflict-note.tsx";
import { FixForm } from "#components/dead-letters/fix-form.tsx";
import { OverrideDialog } from "#components/dead-letters/override-dialog.tsx";
import { replayObjections } from "#components/dead-letters/replay-objections.ts";
import type { Draft } from "#components/dead-letters/use-draft.ts";
import type { Triage } from "#components/dead-letters/use-triage.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import { failureWords } from "#components/orders/stage-words.ts";
import { PayloadDiff } from "#components/payload/payload-diff.tsx";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/field.tsx";
import type { DeadLetterDto, ReplayBody } from "#server/contracts/dead-letter.ts";
import { failureCodes, isFailureCode } from "#server/contracts/failure-code.ts";

type DecisionProps = { letter: DeadLetterDto; draft: Draft; triage: Triage };

/** What a hand can do about a dead letter: the handler's own fix, an edit of the payload, or once more as it is. */
export function Decision({ letter, draft, triage }: DecisionProps) {
  const { replay } = triage;
  const [reason, setReason] = useState("");
  const suggested = draft.edited ? [] : letter.fixes.filter((fix) => fix.suggested);
  const busy = replay.isPending;
  const objections = replayObjections(letter.guard);
  const [asked, setAsked] = useState<ReplayBody | null>(null);
  const send = (body: ReplayBody) => {
    if (objections) setAsked(body);
    else replay.mutate({ ...body, ...(reason.trim() === "" ? {} : { reason: reason.trim() }) });
  };
  const sendAllTheSame = (why: string) => {
    replay.mutate({ ...asked, reason: why, ...(objections?.override && { override: objections.override }) });
    setAsked(null);
  };
  const refused = replay.isError ? (problemOf(replay.error).errors ?? []) : [];
  const title = draft.edited ? "Your edit" : suggested.length > 0 ? "Suggested fix" : "Replay";
  return (
    <section aria-labelledby="decision" className="bg-surface px-4 py-4 desk:px-6">
      <h2 id="decision" className="pb-2 font-semibold">
        {title}
      </h2>
      {replay.isError && (
        <div className="pb-3">
          <ConflictNote error={replay.error} self={letter.id} onDismiss={() => replay.reset()} />
        </div>
      )}
      {objections && <Objections sentences={objections.sentences} />}
      {objections && (
        <OverrideDialog
          open={asked !== null}
          objections={objections}
          busy={busy}
          onCancel={() => setAsked(null)}
          onReplay={sendAllTheSame}
        />
      )}
      <WhoMay action="dead-letters.replay" />
      {draft.edited ? (
        <EditedReplay letter={letter} draft={draft} busy={busy} onSend={send} />
      ) : (
        suggested.map((fix) => (
          <div key={fix.id} className="pb-4">
            <h3 className="pb-2 text-fg-2">{fix.label}</h3>
            <FixForm
              // What was just revealed is what the form starts with; that it is masked again later takes nothing away.
              key={triage.reveal.data?.revealedUntil ?? "masked"}
              fix={fix}
              payload={letter.payload}
              busy={busy}
              refused={refused}
              onApply={(input) => send({ fix: { id: fix.id, input } })}
            />
          </div>
        ))
      )}
      {!draft.edited && (
        <AsItIs letter={letter} draft={draft} only={suggested.length === 0} busy={busy} onSend={send} />
      )}
      <details className="pt-2">
        <summary className="w-fit py-1 text-xs text-fg-2 max-desk:py-3.5">Add a reason to the log</summary>
        <div className="pt-1">
          <TextField
            id="replay-reason"
            label="Reason"
            value={reason}
            maxLength={500}
            onChange={(event) => setReason(event.target.value)}
          />
        </div>
      </details>
    </section>
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

type SendProps = { letter: DeadLetterDto; draft: Draft; busy: boolean; onSend: (body: ReplayBody) => void };

function EditedReplay({ letter, draft, busy, onSend }: SendProps) {
  const faulty = draft.lint.faults.length > 0;
  return (
    <div className="grid gap-3 pb-2">
      {draft.lint.parsed && <PayloadDiff before={letter.payload} after={draft.lint.value} />}
      <div className="flex flex-wrap items-center gap-2">
        <ActionButton
          action="dead-letters.replay"
          variant="primary"
          size="l"
          inert={faulty || busy}
          className="max-desk:w-full"
          onClick={() => onSend({ payload: JSON.parse(draft.text) })}
        >
          {busy ? "Replaying…" : "Replay with this edit"}
        </ActionButton>
        <Button size="l" variant="quiet" onClick={draft.reset}>
          Drop the edit
        </Button>
      </div>
      <p className="text-xs text-fg-2">
        {faulty
          ? "The worker would refuse this payload: correct the marked lines first."
          : "Waits 5 s before it leaves, so you can undo. The original is kept."}
      </p>
    </div>
  );
}

function AsItIs({ letter, draft, only, busy, onSend }: SendProps & { only: boolean }) {
  const code = letter.failureCode;
  const permanent = code !== null && isFailureCode(code) && failureCodes[code].permanent;
  const invalid = draft.lint.faults.length > 0;
  return (
    <div className={only ? "" : "border-t border-line pt-3"}>
      {only && <p className="pb-3 text-pretty text-fg-2">{failureWords(code).nextStep}</p>}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <ActionButton
          action="dead-letters.replay"
          variant={only && !permanent ? "primary" : "default"}
          size={only ? "l" : "m"}
          inert={busy || invalid}
          className="max-desk:w-full"
          onClick={() => onSend({})}
        >
          {busy && only ? "Replaying…" : "Replay as it is"}
        </ActionButton>
        <p className="text-xs text-fg-2">
          {invalid
            ? "As it is, it does not fit its schema: correct the marked lines."
            : permanent
              ? "Unchanged, it will most likely be refused again."
              : "Same payload, same key: a receiver can drop a second copy."}
        </p>
      </div>
    </div>
  );
}
