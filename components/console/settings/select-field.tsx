import type { SelectHTMLAttributes } from "react";

type Option = { value: string; label: string };
type SelectFieldProps = Omit<SelectHTMLAttributes<HTMLSelectElement>, "id" | "className" | "onChange" | "value"> & {
  id: string;
  label: string;
  value: string;
  options: readonly Option[];
  onValue: (value: string) => void;
};

/** Labelled select field. */
export function SelectField({ id, label, value, options, onValue, ...select }: SelectFieldProps) {
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-[0.923em] font-medium">
        {label}
      </label>
      <select
        {...select}
        id={id}
        value={value}
        onChange={(event) => onValue(event.target.value)}
        className="h-11 w-full rounded-control border border-line-input bg-surface px-2 text-store desk:h-10 desk:text-base"
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
