"use client";
import { type ReactNode, useId } from "react";

type ChangeOptionProps = {
  /** Of its group of radio buttons. */
  name?: string;
  label: string;
  hint: string;
  checked: boolean;
  onSelect: () => void;
  /** Shown while it is selected. */
  children?: ReactNode;
};

/** One option of the change, with its details while it is selected. */
export function ChangeOption({ name = "change", label, hint, checked, onSelect, children }: ChangeOptionProps) {
  const id = useId();
  return (
    <div className={`rounded-panel border px-3 py-2.5 ${checked ? "border-fg bg-bg" : "border-line-input"}`}>
      <label htmlFor={id} className="flex cursor-pointer gap-2.5 max-desk:min-h-11">
        <input
          id={id}
          type="radio"
          name={name}
          checked={checked}
          aria-labelledby={`${id}-label`}
          aria-describedby={`${id}-hint`}
          onChange={onSelect}
          className="mt-0.5 size-4 flex-none accent-(--accent)"
        />
        <span className="min-w-0">
          <span id={`${id}-label`} className="block font-name text-pretty wrap-anywhere">
            {label}
          </span>
          <span id={`${id}-hint`} className="block text-xs text-fg-2">
            {hint}
          </span>
        </span>
      </label>
      {checked && children && <div className="grid gap-2 ps-[26px] pt-2.5">{children}</div>}
    </div>
  );
}
