import * as z from "zod";

const unprintable = /[\p{Cc}\p{Cs}\u2028\u2029]/u;

/** A text of a filter, without control characters. */
export const filterText = (least = 1) =>
  z
    .string()
    .trim()
    .min(least, least === 1 ? "must not be empty" : `must have at least ${least} characters`)
    .max(200, "must have at most 200 characters")
    .refine((value) => !unprintable.test(value), { error: "must not contain control characters" });

/** SQL of the subjects of an ID, which depends on the modules of the server. `id` is a placeholder. */
export type SubjectSql = {
  /** Those of all kinds, as an array. */
  subjectsOfId: (id: string) => string;
  /** That of one kind, by its noun; null where no module declares it. */
  subjectOfId: (noun: string, id: string) => string;
};

/** The SQL of a filter; `text` gets the placeholder of `value`, or an empty text where there is no value. */
export type FilterCondition = {
  text: (parameter: string, sql: SubjectSql) => string;
  value?: unknown;
  /**
   * How an index answers it. A number: one of its own, in the order of the list; the lowest number leaves the fewest rows.
   * `range`: the list's own order. `few`: it finds few rows, which are sorted. None: it is checked row by row.
   */
  index?: number | "range" | "few";
};

export type FilterOption = { id: string; label: string };
/** The options that only the server knows. */
export type FilterChoices = { handlers: readonly FilterOption[]; types: readonly FilterOption[] };

/** The input of a filter in the form. `more` places it behind "More filters". */
export type FilterControl = { label: string; placement: "main" | "more" } & (
  | { kind: "search" | "text" | "id"; placeholder: string }
  | { kind: "number" | "time" }
  | { kind: "select"; options: keyof FilterChoices | readonly FilterOption[] }
);

/** One filter of a list of deliveries: its parameter in the API and in URLs, its input in the form, and its SQL. */
export type FilterField = {
  schema: z.ZodType<string>;
  /** The description in the API reference. */
  description?: string;
  /** None: the list has its own way to set it. */
  control?: FilterControl;
  /** A condition on a row of `delivery`. None: the list resolves it. */
  where?: (value: string) => FilterCondition;
  /** A condition on a message `p` of `outbox_pending`, and with `few` on its `m` of `outbox_message`. None: it has no match there. */
  pending?: (value: string) => FilterCondition;
  /** A valid value, with which tests prepare the statements. */
  sample: string;
};
export type FilterFields = Record<string, FilterField>;
type Given<Fields> = { [Name in keyof Fields]?: string | undefined };

/** The schema of filters in a URL. All that are given must match. */
export function filterSchema<Fields extends FilterFields>(fields: Fields) {
  const shape = Object.entries(fields).map(([name, { schema, description }]) => {
    const optional = schema.optional();
    return [name, description === undefined ? optional : optional.describe(description)];
  });
  return z.strictObject(Object.fromEntries(shape) as { [Name in keyof Fields]: z.ZodOptional<Fields[Name]["schema"]> });
}

/** The valid filters of a URL. Invalid ones are left out instead of refused, because a person typed them. */
export function readFilter<Schema extends z.ZodObject>(schema: Schema, given: Record<string, unknown>) {
  const valid = Object.keys(schema.shape).flatMap((name) => {
    const typed = typeof given[name] === "string" ? given[name].trim() : "";
    // A browser's time field sends no zone: the form says that it is read as UTC.
    const value = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(typed) ? `${typed}:00Z` : typed;
    return value !== "" && schema.safeParse({ [name]: value }).success ? [[name, value]] : [];
  });
  return schema.parse(Object.fromEntries(valid));
}

/** The query string of filters in the order of their declaration, followed by `more`. */
export function filterSearch<Fields extends FilterFields>(
  fields: Fields,
  filter: Given<Fields>,
  more: Record<string, string> = {},
): string {
  const given = Object.keys(fields).flatMap((name) => (filter[name] ? [[name, filter[name]]] : []));
  return new URLSearchParams([...given, ...Object.entries(more)]).toString();
}

/** The conditions that the given filters become on `delivery` or on pending messages. Pure. */
export function conditionsOf<Fields extends FilterFields>(
  fields: Fields,
  filter: Given<Fields>,
  on: "where" | "pending" = "where",
): (FilterCondition & { of: keyof Fields })[] {
  return Object.entries(fields).flatMap(([of, field]) => {
    const value = filter[of];
    const condition = value === undefined ? undefined : field[on]?.(value);
    return condition ? [{ of, ...condition }] : [];
  });
}

/** A valid value of every filter. */
export const filterSamples = <Fields extends FilterFields>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).map(([name, { sample }]) => [name, sample])) as {
    [Name in keyof Fields]: z.output<Fields[Name]["schema"]>;
  };
