import type * as z from "zod";
import { jsonPointer } from "#server/contracts/json-pointer.ts";
import { type FieldError, InvalidInputError } from "#server/platform/errors.ts";

/** zod's own words where they help, "is required" where it would speak of undefined. */
const inPlainWords: z.core.$ZodErrorMap = (issue) =>
  issue.code === "invalid_type" && issue.input === undefined ? "is required" : undefined;

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ pointer: jsonPointer([...issue.path, key]), detail: "is not a known field" }));
  }
  return [{ pointer: jsonPointer(issue.path), detail: issue.message }];
}

/** Parses what came from outside, or throws a 422 with one pointer per fault. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value, { error: inPlainWords });
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(parsed.error.issues.flatMap(fieldErrors));
}
