"use client";
import { type FixInput, fixFields } from "#components/console/dead-letter/replay/fix-fields.ts";
import { FixInputs } from "#components/console/dead-letter/replay/fix-inputs.tsx";
import { PatchDiff } from "#components/console/payload/patch-diff.tsx";
import { PatchOperations } from "#components/console/replays/patch-operations.tsx";
import { workedText } from "#components/console/replays/replay-labels.ts";
import type { ChangeChoice, Offered } from "#components/console/replays/sheet/change-choice.ts";
import { ChangeOption } from "#components/console/replays/sheet/change-option.tsx";
import { PatchField } from "#components/console/replays/sheet/patch-field.tsx";
import { fieldError } from "#components/ui/form-error.tsx";
import { failureCodes, isFailureCode } from "#server/contracts/delivery/failure-code.ts";
import type { DeadLetterDto, FixDto } from "#server/contracts/triage/dead-letter.ts";
import type { SuggestionDto } from "#server/contracts/triage/editing.ts";

type ChangeOptionsProps = Offered & {
  /** One of the dead letters, as an example. */
  letter: DeadLetterDto | undefined;
  selected: ChangeChoice;
  /** Fault of the typed JSON Patch. */
  fault: string | null;
  /** Error of the request. */
  error: unknown;
  onSelect: (choice: ChangeChoice) => void;
};

/** Recipes, suggestions, no change, the handler's fixes and a JSON Patch, as radio buttons. */
export function ChangeOptions({ letter, suggestions, recipes, selected, fault, error, onSelect }: ChangeOptionsProps) {
  const code = letter?.failureCode ?? null;
  const permanent = code !== null && isFailureCode(code) && failureCodes[code].permanent;
  return (
    <>
      {recipes.map((recipe) => (
        <ChangeOption
          key={recipe.id}
          label={recipe.change.words}
          hint={`Recipe. ${workedText(recipe)} with this cause.`}
          checked={selected.kind === "recipe" && selected.id === recipe.id}
          onSelect={() => onSelect({ kind: "recipe", id: recipe.id })}
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
          onSelect={() => onSelect({ kind: "suggestion", shape: suggestion.shape })}
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
        onSelect={() => onSelect({ kind: "none" })}
      />
      {letter?.fixes.map((fix) => (
        <FixOption key={fix.id} fix={fix} selected={selected} error={error} onSelect={onSelect} />
      ))}
      <ChangeOption
        label="JSON Patch"
        hint="Operations of RFC 6902, applied to each payload."
        checked={selected.kind === "patch"}
        onSelect={() => onSelect({ kind: "patch", text: "" })}
      >
        {selected.kind === "patch" && (
          <PatchField
            text={selected.text}
            payload={letter?.payload}
            fault={fault}
            onText={(text) => onSelect({ kind: "patch", text })}
          />
        )}
      </ChangeOption>
    </>
  );
}

function fitText({ recipe, fits: { count, of, causeDead } }: SuggestionDto): string {
  const tried = recipe ? ` ${workedText(recipe)} with this cause.` : "";
  if (of <= 1) return `Suggested fix.${tried}`;
  const scope = of < causeDead ? `checked, of ${causeDead} with this cause` : "with this cause";
  return `Suggested fix, applies to ${count} of ${of} ${scope}.${tried}`;
}

type FixOptionProps = { fix: FixDto } & Pick<ChangeOptionsProps, "selected" | "error" | "onSelect">;

/** A handler's fix. One input is applied to every message, so it starts without the values of one of them. */
function FixOption({ fix, selected, error, onSelect }: FixOptionProps) {
  const fields = fixFields(fix);
  const blank: FixInput = Object.fromEntries(
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
          errorOf={(key) => fieldError(error, `/change/fix/input/${key}`)}
          onInput={(input) => onSelect({ kind: "fix", id: fix.id, input })}
        />
      )}
    </ChangeOption>
  );
}
