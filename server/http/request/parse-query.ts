import type * as z from "zod";
import { jsonPointer } from "#server/contracts/json-pointer.ts";
import { parseInput } from "#server/http/request/parse-input.ts";
import { InvalidInputError } from "#server/platform/errors.ts";

/** Each parameter may occur only once, because a repeated one is ambiguous. */
export function parseQuery<Schema extends z.ZodType>(schema: Schema, query: URLSearchParams): z.output<Schema> {
  const names = [...query.keys()];
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice.length > 0) {
    throw new InvalidInputError(twice.map((name) => ({ pointer: jsonPointer([name]), detail: "is given twice" })));
  }
  return parseInput(schema, Object.fromEntries(query));
}
