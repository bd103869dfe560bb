"use client";
import { useState } from "react";
import type { FieldError } from "#components/console/dead-letter/replay/field-error.ts";
import {
  type FixInput,
  fixButton,
  fixFaults,
  fixFields,
  isChanged,
} from "#components/console/dead-letter/replay/fix-fields.ts";
import { FixInputs } from "#components/console/dead-letter/replay/fix-inputs.tsx";
import { PayloadDiff } from "#components/console/payload/payload-diff.tsx";
import { ActionButton } from "#components/session/action-button.tsx";
import { usePermission } from "#components/session/me.tsx";
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
  const fields = fixFields(fix);
  const [input, setInput] = useState<FixInput>(fix.initial);
  const [submitted, setSubmitted] = useState(false);
  const { may } = usePermission("dead-letters.replay");
  const changed = isChanged(fields, fix, input);
  const faults = submitted ? fixFaults(fields, input) : {};
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
      <FixInputs fields={fields} input={input} errorOf={errorOf} onInput={setInput} />
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

/** Payload after the fix, for fields that the payload has. */
function withInput(payload: unknown, input: FixInput): unknown {
  if (typeof payload !== "object" || payload === null) return payload;
  const own = Object.entries(input).filter(([key]) => key in payload);
  return { ...payload, ...Object.fromEntries(own) };
}
