"use client";
import { useState } from "react";
import { problemOf } from "#components/api/request-json.ts";
import { type ChangeChoice, firstChoice, readChange } from "#components/console/replays/sheet/change-choice.ts";
import { ChangeOptions } from "#components/console/replays/sheet/change-options.tsx";
import { countText, type ReplayTarget } from "#components/console/replays/sheet/replay-target.ts";
import { useSampleLetter } from "#components/console/replays/sheet/sample-letter.ts";
import { SheetBody, SheetFoot } from "#components/console/replays/sheet/sheet-frame.tsx";
import { StateMark } from "#components/marks/state-mark.tsx";
import { ActionButton } from "#components/session/action-button.tsx";
import { PermissionNote } from "#components/session/permission-note.tsx";
import { DialogClose } from "#components/ui/dialog.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import type { ChosenChange } from "#server/contracts/triage/replay-change.ts";

type ChangeStepProps = {
  target: ReplayTarget;
  choice: ChangeChoice | null;
  onChoice: (choice: ChangeChoice) => void;
  busy: boolean;
  error: unknown;
  onNext: (change: ChosenChange | undefined) => void;
};

/** Step 1: the change that is applied to each dead letter. One that worked before is selected, else the first suggestion. */
export function ChangeStep({ target, choice, onChoice, busy, error, onNext }: ChangeStepProps) {
  const { loading, ...sample } = useSampleLetter(target.sampleId);
  const [fault, setFault] = useState<string | null>(null);
  const selected = choice ?? firstChoice(sample);
  const select = (next: ChangeChoice) => {
    setFault(null);
    onChoice(next);
  };
  const next = () => {
    const read = readChange(selected);
    setFault(read.fault);
    if (read.fault === null && !busy && !loading) onNext(read.change ?? undefined);
  };
  const dead = countText(target.count);
  return (
    <form
      noValidate
      className="contents"
      onSubmit={(event) => {
        event.preventDefault();
        next();
      }}
    >
      <SheetBody label="Change">
        <PermissionNote action="replays.run" />
        <FormError error={error} />
        <FieldErrors error={error} />
        <fieldset className="grid gap-2" aria-busy={loading}>
          <legend className="pb-2 font-semibold">Change each message</legend>
          {/* After the suggestions, so that the selection does not change while it is read. */}
          {loading ? (
            <p className="text-fg-2">Loading suggested fixes…</p>
          ) : (
            <ChangeOptions {...sample} selected={selected} fault={fault} error={error} onSelect={select} />
          )}
        </fieldset>
        {fault !== null && selected.kind !== "patch" && (
          <p role="alert" className="flex gap-2 text-dead">
            <StateMark name="alert" className="mt-0.5" />
            {fault}
          </p>
        )}
        <p className="text-xs text-pretty text-fg-2">
          {`The preview freezes ${dead}: later ones are not included. Nothing is sent before step 3.`}
        </p>
      </SheetBody>
      <SheetFoot>
        <DialogClose>Cancel</DialogClose>
        <ActionButton
          action="replays.run"
          variant="primary"
          size="l"
          type="submit"
          inert={busy || loading}
          data-first-focus
        >
          {busy ? "Freezing…" : `Preview ${dead}`}
        </ActionButton>
      </SheetFoot>
    </form>
  );
}

/** Parts of the change that the server refuses. Those of a fix are shown at its fields. */
function FieldErrors({ error }: { error: unknown }) {
  const errors = (error ? (problemOf(error).errors ?? []) : []).filter(({ pointer }) => !isOfFix(pointer));
  if (errors.length === 0) return null;
  return (
    <ul role="alert" className="grid gap-1 text-dead">
      {errors.map(({ pointer, detail }) => (
        <li key={`${pointer} ${detail}`} className="flex gap-2 wrap-anywhere">
          <StateMark name="alert" className="mt-0.5" />
          <span>
            <code className="font-semibold">{pointer.replace(/^\/change/, "")}</code> {detail}
          </span>
        </li>
      ))}
    </ul>
  );
}

const isOfFix = (pointer: string): boolean => pointer.startsWith("/change/fix/input/");
