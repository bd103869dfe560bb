import type * as z from "zod";
import type { MessageDefinition } from "#server/delivery/messages/define-message.ts";

/**
 * The SQL expression of a message's data for statements that compute some of its fields: each field of the definition with
 * the column that it comes from. A missing or unknown field does not compile.
 */
export const messageDataFrom = <Data extends z.ZodObject>(
  { data }: MessageDefinition<string, Data>,
  columns: Readonly<Record<keyof z.output<Data> & string, string>>,
): string =>
  `jsonb_build_object(${Object.keys(data.shape)
    .map((field) => `'${field}', ${columns[field as keyof typeof columns]}`)
    .join(", ")})`;
