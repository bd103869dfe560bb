import { applyPatch } from "rfc6902";
import type { PatchOperation, ReplayChange } from "#server/contracts/triage/replay-change.ts";
import type { LockedDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import type { Json } from "#server/delivery/privacy/mask-payload.ts";
import { InvalidInputError } from "#server/platform/errors.ts";
import { applyFix } from "#server/triage/dead-letters/apply-fix.ts";
import { upgradePayload } from "#server/triage/dead-letters/upgrade-payload.ts";
import type { ResolvedDraft } from "#server/triage/edits/resolve-draft.ts";
import { type KnownTo, suggestFor } from "#server/triage/suggestions/find-suggestions.ts";

/** A patch can double a payload with each copy: it ends at this size. */
const maxCharacters = 256_000;

/**
 * Applies the change of a batch to one dead letter: values that depend on the row are computed from it. Throws 422 where it
 * does not apply, so that the row stays behind. Pure.
 */
export function applyChange(change: ReplayChange | null, dead: LockedDelivery, known: KnownTo): ResolvedDraft {
  const own = upgradePayload(dead);
  const unchanged: ResolvedDraft = { data: own, base: 0, reason: null, also: null };
  if (change?.patch) return { ...unchanged, data: patched(own, change.patch) };
  if (change?.fix) {
    const { data, also } = applyFix(dead, own, change.fix);
    return { ...unchanged, data, also };
  }
  if (change?.suggestion === undefined) return unchanged;
  const suggestion = suggestFor(dead, known).find(({ shape }) => shape === change.suggestion);
  if (!suggestion) throw refusal("/payload", "the suggestion does not apply to this message");
  return { ...unchanged, data: suggestion.data, reason: suggestion.reason };
}

const refusal = (pointer: string, detail: string) => new InvalidInputError([{ pointer, detail }]);

function patched(own: Json, operations: readonly PatchOperation[]): Json {
  const data = structuredClone(own);
  for (const operation of operations) {
    const [fault] = applyPatch(data, [operation]);
    if (fault) {
      const rule =
        operation.op === "test" ? "does not have the tested value" : `cannot be the target of ${operation.op}`;
      throw refusal(`/payload${operation.path}`, rule);
    }
    if (operation.op === "copy" && JSON.stringify(data).length > maxCharacters) {
      throw refusal(`/payload${operation.path}`, "makes the payload too large");
    }
  }
  return data;
}
