import * as z from "zod";

const anyJson = z.json();
const pointer = z
  .string()
  .max(300, "must have at most 300 characters")
  .regex(/^(\/([^~/]|~[01])*)+$/, "must be a JSON pointer (RFC 6901) to a field, such as /email")
  // These names reach the prototype of every object in a program that is less careful.
  .refine((text) => !/(^|\/)(__proto__|constructor|prototype)(\/|$)/.test(text), {
    error: "must not name a prototype",
  });

/** One operation of a JSON Patch (RFC 6902). */
const operation = z.discriminatedUnion(
  "op",
  [
    z.strictObject({ op: z.literal("add"), path: pointer, value: anyJson }),
    z.strictObject({ op: z.literal("replace"), path: pointer, value: anyJson }),
    z.strictObject({ op: z.literal("test"), path: pointer, value: anyJson }),
    z.strictObject({ op: z.literal("remove"), path: pointer }),
    z.strictObject({ op: z.literal("move"), from: pointer, path: pointer }),
    z.strictObject({ op: z.literal("copy"), from: pointer, path: pointer }),
  ],
  "must be an operation of RFC 6902: add, remove, replace, move, copy or test",
);
export type PatchOperation = z.output<typeof operation>;

const changes = {
  /** The shape of a suggestion (GET …/suggestions): each row gets its own value of it. */
  suggestion: z.string().max(300).optional(),
  fix: z.strictObject({ id: z.string().max(100), input: z.record(z.string(), anyJson) }).optional(),
  patch: z
    .array(operation)
    .min(1, "must contain at least one operation")
    .max(20, "must contain at most 20 operations")
    .optional(),
};
const isOne = (change: Record<string, unknown>) =>
  Object.values(change).filter((value) => value !== undefined).length === 1;

/**
 * The change of a batch, applied to each row: a suggestion where the row has it, one of the handler's fixes, or a JSON Patch.
 * A row that it does not apply to is invalid and stays behind.
 */
export const replayChange = z
  .strictObject(changes)
  .refine(isOne, { error: "must contain exactly one of suggestion, fix and patch" });
export type ReplayChange = z.output<typeof replayChange>;

/** A change as a request names it: itself, or a recipe by its ID. */
export const chosenChange = z
  .strictObject({ ...changes, recipe: z.uuid().toLowerCase().optional() })
  .refine(isOne, { error: "must contain exactly one of suggestion, fix, patch and recipe" });
export type ChosenChange = z.output<typeof chosenChange>;

/** The change as the receipt shows it, with personal data masked. */
export const replayChangeDto = z.object({
  kind: z.enum(["suggestion", "fix", "patch"]),
  /** "Fix: Correct the address", "Suggestion: …", "JSON Patch of 2 operations". */
  words: z.string(),
  fixId: z.string().nullable(),
  /** The operations of a JSON Patch with values of personal fields masked. */
  patch: z
    .array(z.object({ op: z.string(), path: z.string(), from: z.string().optional(), value: anyJson.optional() }))
    .nullable(),
  /** The recipe that it came from. */
  recipeId: z.uuid().nullable(),
});
export type ReplayChangeDto = z.output<typeof replayChangeDto>;
