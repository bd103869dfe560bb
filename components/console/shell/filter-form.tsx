import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { buttonClass } from "#components/ui/button-class.ts";
import { Choice, filterField, Labelled, localOf } from "#components/ui/filter-fields.tsx";
import type { FilterChoices, FilterControl, FilterField } from "#server/contracts/triage/filter-field.ts";

type Values = { readonly [name: string]: string | undefined };
type Props = {
  label: string;
  action: Route;
  /** The name of the submit button. */
  submit: string;
  fields: { readonly [name: string]: Partial<FilterField> };
  filter: Values;
  choices?: FilterChoices;
  /** Filters that the form keeps but neither shows nor clears. */
  kept?: Values;
  /** A field before all others. */
  lead?: ReactNode;
  note?: ReactNode;
};

const noChoices: FilterChoices = { handlers: [], types: [] };

/** The form of a list's filters, as they are declared. A GET form, so that a filtered list has its own URL. */
export function FilterForm({
  label,
  action,
  submit,
  fields,
  filter,
  choices = noChoices,
  kept = {},
  lead,
  note,
}: Props) {
  const isFiltered = Object.keys(filter).some((name) => filter[name] !== undefined && !(name in kept));
  const shown = Object.entries(fields).flatMap(([name, { control }]) => (control ? [{ name, control }] : []));
  const more = shown.filter(({ control }) => control.placement === "more");
  const used = more.filter(({ name }) => filter[name] !== undefined).length;
  const fieldOf = ({ name, control }: (typeof shown)[number]) => (
    <FilterInput key={name} name={name} control={control} value={filter[name]} choices={choices} />
  );
  return (
    <search aria-label={label}>
      <form action={action} className="grid gap-y-2 px-4 py-3 desk:px-6">
        {Object.entries(kept).map(
          ([name, value]) => value !== undefined && <input key={name} type="hidden" name={name} value={value} />,
        )}
        <div className="grid gap-x-3 gap-y-2 desk:grid-flow-col desk:auto-cols-[minmax(0,240px)] desk:items-end desk:justify-start">
          {lead}
          {shown.filter(({ control }) => control.placement === "main").map(fieldOf)}
          <div className="flex gap-2 *:max-desk:grow">
            <button type="submit" className={buttonClass()}>
              {submit}
            </button>
            {isFiltered && (
              <Link href={action} className={buttonClass({ variant: "quiet" })}>
                Clear filter
              </Link>
            )}
          </div>
        </div>
        {note}
        {more.length > 0 && (
          <details open={used > 0}>
            <summary className="inline-flex cursor-pointer items-center text-sm text-fg-2 max-desk:min-h-11">
              {used === 0 ? "More filters" : `More filters (${used} set)`}
            </summary>
            <div className="grid grid-cols-2 gap-x-3 gap-y-2 pt-2 desk:max-w-[960px] desk:grid-cols-4">
              {more.map(fieldOf)}
            </div>
          </details>
        )}
      </form>
    </search>
  );
}

type InputProps = { name: string; control: FilterControl; value: string | undefined; choices: FilterChoices };

function FilterInput({ name, control, value, choices }: InputProps) {
  const { label } = control;
  if (control.kind === "select") {
    const options = typeof control.options === "string" ? choices[control.options] : control.options;
    return <Choice name={name} label={label} value={value} options={options} />;
  }
  if (control.kind === "time") {
    return (
      <Labelled label={label} wide>
        <input type="datetime-local" name={name} defaultValue={localOf(value)} className={filterField} />
      </Labelled>
    );
  }
  const attributes = {
    search: { type: "search", minLength: 2, maxLength: 200, className: filterField },
    text: { maxLength: 200, className: filterField },
    id: { maxLength: 200, className: `${filterField} font-mono` },
    number: { inputMode: "numeric", pattern: "\\d{1,4}", className: filterField },
  } as const;
  return (
    <Labelled label={label}>
      <input
        name={name}
        defaultValue={value}
        placeholder={"placeholder" in control ? control.placeholder : undefined}
        {...attributes[control.kind]}
      />
    </Labelled>
  );
}
