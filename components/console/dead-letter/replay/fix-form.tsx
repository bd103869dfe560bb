"use client";
import { useId, useState } from "react";
import type { FieldError } from "#components/console/dead-letter/replay/field-error.ts";
import {
  type FixField,
  type FixInput,
  fixButton,
  fixFaults,
  fixFields,
  isChanged,
} from "#components/console/dead-letter/replay/fix-fields.ts";
import { PayloadDiff } from "#components/console/payload/payload-diff.tsx";
import { ActionButton } from "#components/session/action-button.tsx";
import { usePermission } from "#components/session/me.tsx";
import { Button } from "#components/ui/button.tsx";
import { CheckField, TextField } from "#components/ui/field.tsx";
import { suggestAddress } from "#server/contracts/suggest-address.ts";
import type { FixDto } from "#server/contracts/triage/dead-letter.ts";

type FixFormProps = {
  fix: FixDto;
  payload: unknown;
  busy: boolean;
  /** Field errors from the server. */
  errors: readonly FieldError[];
  onApply: (input: FixInput) => void;
};

/** Form of a handler's fix, with a diff of the payload. */
export function FixForm({ fix, payload, busy, errors, onApply }: FixFormProps) {
  const id = useId();
  const fields = fixFields(fix);
  const [input, setInput] = useState<FixInput>(fix.initial);
  const [submitted, setSubmitted] = useState(false);
  const { may } = usePermission("dead-letters.replay");
  const changed = isChanged(fields, fix, input);
  const faults = submitted ? fixFaults(fields, input) : {};
  const set = (key: string, value: FixInput[string]) => setInput((known) => ({ ...known, [key]: value }));
  const errorOf = (key: string) =>
    faults[key] ??
    errors.find(({ pointer }) => pointer === `/fix/input/${key}` || pointer === `/payload/${key}`)?.detail;

  function apply() {
    setSubmitted(true);
    if (!may || !changed || busy || Object.keys(fixFaults(fields, input)).length > 0) return;
    onApply(input);
  }

  return (
    <form
      noValidate
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      {fields.map((field) => (
        <Input
          key={field.key}
          id={`${id}-${field.key}`}
          field={field}
          value={input[field.key]}
          error={errorOf(field.key)}
          onValue={(value) => set(field.key, value)}
        />
      ))}
      <PayloadDiff before={payload} after={withInput(payload, input)} />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <ActionButton
          action="dead-letters.replay"
          variant="primary"
          size="l"
          type="submit"
          inert={!changed || busy}
          className="max-w-full whitespace-normal wrap-anywhere max-desk:w-full"
        >
          {busy ? "Replaying…" : changed ? fixButton(fields, input) : "Fix & replay"}
        </ActionButton>
        {!changed && <p className="text-xs text-fg-2">Change a field first.</p>}
      </div>
      <p className="text-xs text-fg-2">Sent after 5 s; you can undo until then.</p>
    </form>
  );
}

type InputProps = {
  id: string;
  field: FixField;
  value: FixInput[string] | undefined;
  error: string | undefined;
  onValue: (value: FixInput[string]) => void;
};

function Input({ id, field, value, error, onValue }: InputProps) {
  if (field.kind === "check") {
    return (
      <CheckField label={field.label} checked={value === true} onChange={(event) => onValue(event.target.checked)} />
    );
  }
  const number = field.kind === "number";
  const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
  const guess = field.kind === "email" ? suggestAddress(text) : null;
  return (
    <div className="grid gap-1">
      <TextField
        id={id}
        label={field.label}
        error={error && `${field.label} ${error}`}
        type={field.kind === "email" ? "email" : "text"}
        inputMode={number ? "numeric" : field.kind === "email" ? "email" : undefined}
        autoComplete="off"
        spellCheck={false}
        autoCapitalize="none"
        value={text}
        onChange={(event) =>
          onValue(number && event.target.value !== "" ? Number(event.target.value) : event.target.value)
        }
      />
      {guess && (
        <p className="flex flex-wrap items-center gap-x-2 text-fg-2">
          Suggestion:
          <Button size="s" className="max-w-full whitespace-normal wrap-anywhere" onClick={() => onValue(guess)}>
            {`Use ${guess}`}
          </Button>
        </p>
      )}
    </div>
  );
}

/** Payload after the fix, for fields that the payload has. */
function withInput(payload: unknown, input: FixInput): unknown {
  if (typeof payload !== "object" || payload === null) return payload;
  const own = Object.entries(input).filter(([key]) => key in payload);
  return { ...payload, ...Object.fromEntries(own) };
}
