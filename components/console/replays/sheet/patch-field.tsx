"use client";
import { useId } from "react";
import { patchExample } from "#components/console/replays/sheet/change-choice.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import { Button } from "#components/ui/button.tsx";

type PatchFieldProps = {
  text: string;
  /** Payload of one message, whose fields are offered. */
  payload: unknown;
  fault: string | null;
  onText: (text: string) => void;
};

/** JSON Patch editor. Tab leaves it. */
export function PatchField({ text, payload, fault, onText }: PatchFieldProps) {
  const id = useId();
  const fields = typeof payload === "object" && payload !== null ? Object.entries(payload) : [];
  return (
    <>
      <div className="grid gap-1">
        <label htmlFor={id} className="text-xs font-medium text-fg-2">
          Operations
        </label>
        <textarea
          id={id}
          rows={Math.min(14, Math.max(7, text.split("\n").length + 1))}
          value={text}
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          aria-invalid={fault !== null || undefined}
          aria-describedby={fault === null ? undefined : `${id}-fault`}
          placeholder='[{ "op": "replace", "path": "/currency", "value": "EUR" }]'
          onChange={(event) => onText(event.target.value)}
          className={`w-full rounded-control border bg-sunken px-3 py-2 font-mono text-sm/6 ${fault === null ? "border-line-input" : "border-danger"}`}
        />
        {fault !== null && (
          <p id={`${id}-fault`} role="alert" className="flex items-start gap-1.5 text-dead">
            <StateMark name="alert" size={14} className="mt-[3px]" />
            {fault}
          </p>
        )}
      </div>
      {text.trim() === "" && fields.length > 0 && (
        <fieldset className="flex flex-wrap items-center gap-1.5">
          <legend className="pb-1 text-xs text-fg-2">Start with a field</legend>
          {fields.map(([name, value]) => (
            <Button key={name} size="s" onClick={() => onText(patchExample(`/${name}`, value))}>
              <code>{`/${name}`}</code>
            </Button>
          ))}
        </fieldset>
      )}
    </>
  );
}
