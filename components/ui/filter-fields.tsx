import type { ReactNode } from "react";

export const filterField =
  "h-11 w-full rounded-control border border-line-input bg-surface px-2 text-store desk:h-8 desk:text-sm";

/** Value of a datetime-local input, in UTC. */
export const localOf = (moment: string | undefined) =>
  moment ? new Date(moment).toISOString().slice(0, 16) : undefined;

/** Labelled field. `wide` takes a full row on phones: datetime inputs do not shrink. */
export function Labelled({ label, wide = false, children }: { label: string; wide?: boolean; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: its control is its child.
    <label className={`grid min-w-0 gap-1 ${wide ? "max-desk:col-span-2" : ""}`}>
      <span className="text-xs font-medium text-fg-2">{label}</span>
      {children}
    </label>
  );
}

type ChoiceProps = {
  name: string;
  label: string;
  value: string | undefined;
  options: readonly { id: string; label: string }[];
};

/** Select field. Keeps an unknown value from the URL as an option. */
export function Choice({ name, label, value, options }: ChoiceProps) {
  const known = options.some(({ id }) => id === value);
  return (
    <Labelled label={label}>
      <select name={name} defaultValue={value ?? ""} className={filterField}>
        <option value="">All</option>
        {value !== undefined && !known && <option value={value}>{value}</option>}
        {options.map((option) => (
          <option key={option.id} value={option.id}>
            {option.label}
          </option>
        ))}
      </select>
    </Labelled>
  );
}
