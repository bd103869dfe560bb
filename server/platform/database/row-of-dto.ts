import * as z from "zod";

type ColumnOf<Field> =
  Field extends z.ZodNullable<infer Inner extends z.ZodType>
    ? z.ZodNullable<ColumnOf<Inner>>
    : Field extends z.ZodISODateTime
      ? z.ZodDate
      : Field;

function columnOf(field: z.core.SomeType): z.core.SomeType {
  if (field instanceof z.ZodNullable) return z.nullable(columnOf(field.unwrap()));
  return field instanceof z.ZodISODateTime ? z.date() : field;
}

/** The row that a DTO is read from: the same fields, with times as dates. */
export function rowOf<Shape extends z.ZodRawShape>(dto: z.ZodObject<Shape>) {
  const columns = Object.entries(dto.shape).map(([name, field]) => [name, columnOf(field)]);
  return z.object(Object.fromEntries(columns) as { [Name in keyof Shape]: ColumnOf<Shape[Name]> });
}

type WithIsoTimes<Row> = {
  [Name in keyof Row]: Row[Name] extends Date | null ? Exclude<Row[Name], Date> | string : Row[Name];
};

/** The same row with its dates as ISO 8601 texts, as DTOs have them. */
export function isoTimes<Row extends object>(row: Row): WithIsoTimes<Row> {
  const fields = Object.entries(row).map(([name, value]) => [
    name,
    value instanceof Date ? value.toISOString() : value,
  ]);
  return Object.fromEntries(fields) as WithIsoTimes<Row>;
}
