"use client";
import { useHydrated } from "#components/browser/now.tsx";

type CheckBoxProps = {
  label: string;
  checked: boolean;
  /** Some are checked. */
  mixed?: boolean;
  /** Visible but disabled. */
  inert?: boolean;
  /** `range`: clicked with shift. */
  onToggle: (range: boolean) => void;
};

/** Checkbox that fills its cell, above a row link. */
export function CheckBox({ label, checked, mixed = false, inert = false, onToggle }: CheckBoxProps) {
  const hydrated = useHydrated();
  return (
    <input
      type="checkbox"
      aria-label={label}
      ref={(box) => {
        if (box) box.indeterminate = mixed;
      }}
      checked={checked}
      disabled={!hydrated}
      aria-disabled={inert || undefined}
      // Shift-click would select text.
      onMouseDown={(event) => event.shiftKey && event.preventDefault()}
      onChange={({ nativeEvent }) => {
        if (!inert) onToggle(nativeEvent instanceof MouseEvent && nativeEvent.shiftKey);
      }}
      className="check-box check-cell"
    />
  );
}
