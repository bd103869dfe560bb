import type { ReplayChange, ReplayChangeDto } from "#server/contracts/triage/replay-change.ts";
import { handlers } from "#server/delivery/handlers/registry.ts";
import { type Json, maskPayload } from "#server/delivery/privacy/mask-payload.ts";

type Changed = { change: ReplayChange | null; recipeId: string | null };

/** The change in words, with every value of a patch masked: only the rows know which fields are personal. */
export function toChangeDto({ change, recipeId }: Changed): ReplayChangeDto | null {
  if (!change) return null;
  if (change.patch) {
    const { length } = change.patch;
    const patch = change.patch.map((operation) => ({
      ...{ op: operation.op, path: operation.path },
      ...("from" in operation ? { from: operation.from } : {}),
      ...("value" in operation ? { value: maskPayload("", operation.value as Json).data } : {}),
    }));
    const words = `JSON Patch of ${length} ${length === 1 ? "operation" : "operations"}`;
    return { kind: "patch", words, fixId: null, patch, recipeId };
  }
  const [kind = ""] = change.suggestion?.split(" ", 1) ?? [change.fix?.id ?? ""];
  const label = handlers()
    .flatMap(({ fixes }) => fixes)
    .find(({ id }) => id === kind)?.label;
  if (change.fix) return { kind: "fix", words: `Fix: ${label ?? kind}`, fixId: kind, patch: null, recipeId };
  const words = `Suggestion: ${label ?? (kind === "schema" ? "Repair by the schema" : kind)}`;
  return { kind: "suggestion", words, fixId: null, patch: null, recipeId };
}
