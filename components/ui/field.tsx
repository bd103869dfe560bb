"use client";
import type { InputHTMLAttributes, ReactNode } from "react";
import { useHydrated } from "#components/browser/now.tsx";
import { StateMark } from "#components/marks/state-mark.tsx";

type TextFieldProps = Omit<InputHTMLAttributes<HTMLInputElement>, "id" | "className"> & {
  id: string;
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  mono?: boolean;
};

/** Text input with label, hint and error. */
export function TextField({ id, label, hint, error, mono = false, ...input }: TextFieldProps) {
  // Read-only until hydration, which would overwrite the input.
  const hydrated = useHydrated();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  const edge = error ? "border-danger shadow-[inset_0_0_0_1px_var(--danger)]" : "border-line-input";
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-[0.923em] font-medium">
        {label}
      </label>
      <input
        {...input}
        id={id}
        readOnly={!hydrated || input.readOnly}
        aria-invalid={error ? true : undefined}
        aria-describedby={described || undefined}
        className={`h-11 w-full rounded-control border bg-surface px-3 text-store desk:h-10 desk:text-base ${edge} ${mono ? "font-mono" : ""}`}
      />
      {hint && (
        <p id={`${id}-hint`} className="text-xs text-fg-2">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="flex items-start gap-1.5 text-sm text-dead">
          <StateMark name="alert" size={14} className="mt-[3px]" />
          {error}
        </p>
      )}
    </div>
  );
}

type CheckFieldProps = Omit<InputHTMLAttributes<HTMLInputElement>, "type" | "className"> & { label: ReactNode };

export function CheckField({ label, ...input }: CheckFieldProps) {
  return (
    <label className="inline-flex min-h-8 items-center gap-2 max-desk:min-h-11">
      <input {...input} type="checkbox" className="check-box" />
      <span>{label}</span>
    </label>
  );
}
