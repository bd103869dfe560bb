import type { KnownActor } from "#server/audit/actor.ts";
import type { ReplayPreviewDto } from "#server/contracts/triage/replay-batch.ts";
import type { Json } from "#server/delivery/privacy/mask-payload.ts";
import { db } from "#server/platform/database/db.ts";
import { AppError, NotFoundError } from "#server/platform/errors.ts";
import { upgradePayload } from "#server/triage/dead-letters/upgrade-payload.ts";
import { previewOf } from "#server/triage/previews/preview.ts";
import { applyChange } from "#server/triage/replay-batches/apply-change.ts";
import type { BatchRow } from "#server/triage/replay-batches/sql/batch-row.ts";
import { readBatch } from "#server/triage/replay-batches/sql/read-batches.ts";
import { type ItemToJudge, readItems } from "#server/triage/replay-batches/sql/read-items.ts";
import { readSpread } from "#server/triage/replay-batches/sql/read-spread.ts";
import { createPatch } from "#server/triage/suggestions/create-patch.ts";
import { type KnownTo, readKnown } from "#server/triage/suggestions/find-suggestions.ts";

/** Items whose shape is compared, evenly spread over the batch, and how many of them are previewed. */
const compared = 500;
const previewed = 20;

type Shape = { item: ItemToJudge; changed: string[]; represents: number };

/**
 * Previews a stratified sample of a batch: one item per distinct shape (cause, handler, set of changed fields), the largest
 * shapes first, each by the real handler with ports that only record. Throws 404.
 */
export async function previewBatch({ id, actor }: { id: string; actor: KnownActor }): Promise<ReplayPreviewDto> {
  const batch = await readBatch(db(), id);
  if (!batch) throw new NotFoundError(`There is no bulk replay ${id}.`);
  const found = await readItems(db(), id, await readSpread(db(), id, compared));
  const known = await readKnown(db(), found);
  const shapes = shapesOf(batch, found, known);
  const items: ReplayPreviewDto["items"] = [];
  for (const { item, changed, represents } of shapes.slice(0, previewed)) {
    const preview = await previewOf({
      ...{ id: item.id, actor },
      resolve: async (_, dead) => applyChange(batch.change, dead, known),
    });
    const { id: letter, subject, handler, cause } = item;
    items.push({ id: letter, subject, handler, cause, changed, represents, preview });
  }
  return { checked: items.length, sends: items.filter(({ preview }) => preview.outcome === "sends").length, items };
}

function shapesOf({ change }: BatchRow, found: readonly ItemToJudge[], known: KnownTo): Shape[] {
  const shapes = new Map<string, Shape>();
  for (const item of found) {
    const changed = changedFields(item, () => applyChange(change, item, known).data);
    if (changed === null) continue;
    const key = JSON.stringify([item.cause, item.handler, item.messageType, changed]);
    const shape = shapes.get(key);
    if (shape) shape.represents += 1;
    else shapes.set(key, { item, changed, represents: 1 });
  }
  return [...shapes.values()].sort((one, other) => other.represents - one.represents);
}

/** The pointers of the fields that a change changes; null where it does not apply any more. */
function changedFields(item: ItemToJudge, after: () => unknown): string[] | null {
  try {
    return createPatch(upgradePayload(item), after() as Json).map(({ path }) => path);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
