import type { FixInput } from "#components/console/dead-letter/replay/fix-fields.ts";
import type { SuggestionDto } from "#server/contracts/triage/editing.ts";
import type { RecipeDto } from "#server/contracts/triage/recipe.ts";
import { type ChosenChange, replayChange } from "#server/contracts/triage/replay-change.ts";

/** The selected change of the sheet. */
export type ChangeChoice =
  | { kind: "none" }
  | { kind: "suggestion"; shape: string }
  | { kind: "recipe"; id: string }
  | { kind: "fix"; id: string; input: FixInput }
  | { kind: "patch"; text: string };

/** Changes that are offered for a sample. */
export type Offered = { suggestions: readonly SuggestionDto[]; recipes: readonly RecipeDto[] };

/** The selection before a click: a change that worked before, a suggestion, or none. */
export function firstChoice({ suggestions, recipes }: Offered): ChangeChoice {
  const [suggestion] = suggestions;
  const [recipe] = recipes;
  if (recipe && !suggestion?.recipe) return { kind: "recipe", id: recipe.id };
  return suggestion ? { kind: "suggestion", shape: suggestion.shape } : { kind: "none" };
}

export type ReadChange = { change: ChosenChange | undefined; fault: null } | { change: null; fault: string };

/** The change as the API expects it, or the reason why it cannot be sent. */
export function readChange(choice: ChangeChoice): ReadChange {
  if (choice.kind === "none") return { change: undefined, fault: null };
  if (choice.kind === "suggestion") return { change: { suggestion: choice.shape }, fault: null };
  if (choice.kind === "recipe") return { change: { recipe: choice.id }, fault: null };
  if (choice.kind === "fix") return parsed({ fix: { id: choice.id, input: choice.input } });
  let patch: unknown;
  try {
    patch = JSON.parse(choice.text);
  } catch (error) {
    return { change: null, fault: `Not valid JSON: ${error instanceof Error ? error.message : "unknown error"}` };
  }
  return parsed({ patch });
}

function parsed(given: unknown): ReadChange {
  const result = replayChange.safeParse(given);
  if (result.success) return { change: result.data, fault: null };
  const [issue] = result.error.issues;
  const [, index, field] = issue?.path ?? [];
  const place =
    typeof index === "number" ? `Operation ${index + 1}${field === undefined ? "" : ` /${String(field)}`}: ` : "";
  return { change: null, fault: `${place}${issue?.message ?? "is not a JSON Patch"}` };
}

/** One operation as an example, for the first field that it can change. */
export const patchExample = (pointer: string, value: unknown): string =>
  JSON.stringify([{ op: "replace", path: pointer, value }], null, 2);
