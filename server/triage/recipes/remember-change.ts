import type { ReplayChange } from "#server/contracts/triage/replay-change.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { newId } from "#server/platform/new-id.ts";
import { sha256 } from "#server/platform/sha256.ts";
import { countRecipes } from "#server/triage/recipes/sql/recipes.ts";

type Outcome = { cause: string; worked: boolean; count: number };

/** Remembers a change for the causes that it was replayed for, with how often it worked. */
export async function rememberChange(tx: Tx, change: ReplayChange, outcomes: readonly Outcome[]): Promise<void> {
  if (outcomes.length === 0) return;
  const used = [...Map.groupBy(outcomes, ({ cause }) => cause)].map(([cause, group]) => ({
    ...{ id: newId(), cause },
    worked: group.reduce((sum, { worked, count }) => sum + (worked ? count : 0), 0),
    tried: group.reduce((sum, { count }) => sum + count, 0),
  }));
  const text = JSON.stringify(change);
  await countRecipes(tx, text, sha256(text), used);
}
