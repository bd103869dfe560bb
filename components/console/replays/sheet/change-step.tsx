"use client";
import { useState } from "react";
import { fixFields } from "#components/console/dead-letter/replay/fix-fields.ts";
import { FixInputs } from "#components/console/dead-letter/replay/fix-inputs.tsx";
import { PatchDiff } from "#components/console/payload/patch-diff.tsx";
import { PatchOperations } from "#components/console/replays/patch-operations.tsx";
import { workedText } from "#components/console/replays/replay-labels.ts";
import { type ChangeChoice, readChange } from "#components/console/replays/sheet/change-choice.ts";
import { ChangeOption } from "#components/console/replays/sheet/change-option.tsx";
import { PatchField } from "#components/console/replays/sheet/patch-field.tsx";
import { countText, type ReplayTarget } from "#components/console/replays/sheet/replay-target.ts";
import { useSampleLetter } from "#components/console/replays/sheet/sample-letter.ts";
import { SheetBody, SheetFoot } from "#components/console/replays/sheet/sheet-frame.tsx";
import { StateMark } from "#components/marks/state-mark.tsx";
import { ActionButton } from "#components/session/action-button.tsx";
import { PermissionNote } from "#components/session/permission-note.tsx";
import { DialogClose } from "#components/ui/dialog.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { failureCodes, isFailureCode } from "#server/contracts/delivery/failure-code.ts";
import type { FixDto } from "#server/contracts/triage/dead-letter.ts";
import type { SuggestionDto } from "#server/contracts/triage/editing.ts";
import type { RecipeDto } from "#server/contracts/triage/recipe.ts";
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
  const { letter, suggestions, recipes, loading } = useSampleLetter(target.sampleId);
  const [fault, setFault] = useState<string | null>(null);
  const selected = choice ?? firstChoice(suggestions, recipes);
  const code = letter?.failureCode ?? null;
  const permanent = code !== null && isFailureCode(code) && failureCodes[code].permanent;
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
        <fieldset className="grid gap-2" aria-busy={loading}>
          <legend className="pb-2 font-semibold">Change each message</legend>
          {/* After the suggestions, so that the selection does not change while it is read. */}
          {loading ? (
            <p className="text-fg-2">Loading suggested fixes…</p>
          ) : (
            <>
              {recipes.map((recipe) => (
                <ChangeOption
                  key={recipe.id}
                  label={recipe.change.words}
                  hint={`Recipe. ${workedText(recipe)} with this cause.`}
                  checked={selected.kind === "recipe" && selected.id === recipe.id}
                  onSelect={() => select({ kind: "recipe", id: recipe.id })}
                >
                  <PatchOperations patch={recipe.change.patch} />
                </ChangeOption>
              ))}
              {suggestions.map((suggestion) => (
                <ChangeOption
                  key={suggestion.id}
                  label={suggestion.reason}
                  hint={fitText(suggestion)}
                  checked={selected.kind === "suggestion" && selected.shape === suggestion.shape}
                  onSelect={() => select({ kind: "suggestion", shape: suggestion.shape })}
                >
                  <PatchDiff before={letter?.payload} patch={suggestion.patch} />
                  <p className="text-xs text-fg-2">One message as an example. Each message gets its own value.</p>
                </ChangeOption>
              ))}
              <ChangeOption
                label="Replay as they are"
                hint={
                  permanent
                    ? "Permanent failure: without a change they probably fail again."
                    : "Same payloads and idempotency keys."
                }
                checked={selected.kind === "none"}
                onSelect={() => select({ kind: "none" })}
              />
              {letter?.fixes.map((fix) => (
                <FixOption key={fix.id} fix={fix} selected={selected} onSelect={select} />
              ))}
              <ChangeOption
                label="JSON Patch"
                hint="Operations of RFC 6902, applied to each payload."
                checked={selected.kind === "patch"}
                onSelect={() => select({ kind: "patch", text: "" })}
              >
                {selected.kind === "patch" && (
                  <PatchField
                    text={selected.text}
                    payload={letter?.payload}
                    fault={fault}
                    onText={(text) => select({ kind: "patch", text })}
                  />
                )}
              </ChangeOption>
            </>
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

/** A change that worked before, a suggestion, or none. */
function firstChoice(suggestions: readonly SuggestionDto[], recipes: readonly RecipeDto[]): ChangeChoice {
  const [suggestion] = suggestions;
  const [recipe] = recipes;
  if (recipe && !suggestion?.recipe) return { kind: "recipe", id: recipe.id };
  return suggestion ? { kind: "suggestion", shape: suggestion.shape } : { kind: "none" };
}

function fitText({ recipe, fits: { count, of, causeDead } }: SuggestionDto): string {
  const tried = recipe ? ` ${workedText(recipe)} with this cause.` : "";
  if (of <= 1) return `Suggested fix.${tried}`;
  const scope = of < causeDead ? `checked, of ${causeDead} with this cause` : "with this cause";
  return `Suggested fix, applies to ${count} of ${of} ${scope}.${tried}`;
}

type FixOptionProps = { fix: FixDto; selected: ChangeChoice; onSelect: (choice: ChangeChoice) => void };

/** A handler's fix. One input is applied to every message, so it starts without the address of one of them. */
function FixOption({ fix, selected, onSelect }: FixOptionProps) {
  const fields = fixFields(fix);
  const blank = Object.fromEntries(
    fields.map(({ key, kind }) => [key, kind === "check" ? (fix.initial[key] ?? false) : ""]),
  );
  const checked = selected.kind === "fix" && selected.id === fix.id;
  return (
    <ChangeOption
      label={fix.label}
      hint="Fix of the handler. The same input is applied to every message."
      checked={checked}
      onSelect={() => onSelect({ kind: "fix", id: fix.id, input: blank })}
    >
      {checked && (
        <FixInputs
          fields={fields}
          input={selected.input}
          errorOf={() => undefined}
          onInput={(input) => onSelect({ kind: "fix", id: fix.id, input })}
        />
      )}
    </ChangeOption>
  );
}
