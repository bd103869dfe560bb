"use client";
import { useHydrated } from "#components/browser/now.tsx";

type CheckBoxProps = {
  label: string;
  checked: boolean;
  /** Some are and some are not. */
  mixed?: boolean;
  /** It stays where it is and does nothing. */
  inert?: boolean;
  /** `range`: with shift. */
  onToggle: (range: boolean) => void;
};

/** A box that is pressed anywhere in its cell, above a row that is a link. */
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
      // With shift the browser would mark the text between.
      onMouseDown={(event) => event.shiftKey && event.preventDefault()}
      onChange={({ nativeEvent }) => {
        if (!inert) onToggle(nativeEvent instanceof MouseEvent && nativeEvent.shiftKey);
      }}
      className="check-box check-cell"
    />
  );
}
