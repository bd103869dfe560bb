"use client";
import { useId } from "react";
import type { FixField, FixInput } from "#components/console/dead-letter/replay/fix-fields.ts";
import { Button } from "#components/ui/button.tsx";
import { CheckField, TextField } from "#components/ui/field.tsx";
import { suggestAddress } from "#server/contracts/suggest-address.ts";

type FixInputsProps = {
  fields: readonly FixField[];
  input: FixInput;
  errorOf: (key: string) => string | undefined;
  onInput: (input: FixInput) => void;
};

/** Input fields of a handler's fix. */
export function FixInputs({ fields, input, errorOf, onInput }: FixInputsProps) {
  const id = useId();
  return fields.map((field) => (
    <Input
      key={field.key}
      id={`${id}-${field.key}`}
      field={field}
      value={input[field.key]}
      error={errorOf(field.key)}
      onValue={(value) => onInput({ ...input, [field.key]: value })}
    />
  ));
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
