import { valueAt } from "#server/contracts/json-pointer.ts";
import type { SampleDiffDto } from "#server/contracts/triage/replay-batch.ts";
import { toSubjectFields } from "#server/delivery/messages/read-subject.ts";
import { createDistinctMasker } from "#server/delivery/privacy/create-distinct-masker.ts";
import { type Json, maskPayload } from "#server/delivery/privacy/mask-payload.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { AppError } from "#server/platform/errors.ts";
import { upgradePayload } from "#server/triage/dead-letters/upgrade-payload.ts";
import { applyChange } from "#server/triage/replay-batches/apply-change.ts";
import type { BatchRow } from "#server/triage/replay-batches/sql/batch-row.ts";
import { type ItemToJudge, readItems } from "#server/triage/replay-batches/sql/read-items.ts";
import { createPatch } from "#server/triage/suggestions/create-patch.ts";
import { readKnown } from "#server/triage/suggestions/find-suggestions.ts";

/** The sample changes of a batch, largest first, computed again from their dead letters and masked like them. */
export async function readSamples(queryable: Queryable, { id, samples, change }: BatchRow): Promise<SampleDiffDto[]> {
  if (samples.length === 0 || !change) return [];
  const numbers = samples.map(({ number }) => number);
  const items = new Map((await readItems(queryable, id, numbers)).map((item) => [item.number, item]));
  const found = numbers.flatMap((number) => items.get(number) ?? []);
  const known = await readKnown(queryable, found);
  return found.flatMap((item) => {
    const after = changedData(() => applyChange(change, item, known).data);
    if (after === null || item.payloadPurgedAt) return [];
    return [{ id: item.id, subject: item.subject, ...toSubjectFields(item.subject), ...maskedChange(item, after) }];
  });
}

function maskedChange(item: ItemToJudge, after: unknown): Pick<SampleDiffDto, "patch" | "before"> {
  // One mask for both sides, so that a change of a masked value is shown as a change.
  const mask = createDistinctMasker();
  const compared = (payload: Json) => maskPayload(item.messageType, payload, mask).data;
  const before = compared(upgradePayload(item));
  const patch = createPatch(before, compared(after as Json));
  const replaced = patch.filter(({ op }) => op !== "add").map(({ path }) => [path, valueAt(before, path) ?? null]);
  return { patch, before: Object.fromEntries(replaced) };
}

/** Null where the change does not apply any more: facts beside the message may have changed. */
function changedData(compute: () => unknown): unknown {
  try {
    return compute();
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
