import type { RefusedLetterDto, SeenLetter } from "#server/contracts/triage/selected-letters.ts";
import { newestRevision } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import type { Tx } from "#server/platform/database/db.ts";
import {
  changedWords,
  discardedAlreadyWords,
  notDiscardedWords,
  whyNotDead,
} from "#server/triage/dead-letters/refusal-words.ts";
import { purgedWords } from "#server/triage/dead-letters/refuse-purged.ts";
import { lockSelected, type SelectedDelivery } from "#server/triage/dead-letters/sql/lock-selected.ts";
import { readPurgedAmong } from "#server/triage/dead-letters/sql/read-purged-at.ts";

type Refusal = Omit<RefusedLetterDto, "id">;

/** Locks the letters that were selected and parts them: those that can be decided on, in the order of their ids, and those that cannot, with why. */
export async function lockLetters(
  tx: Tx,
  letters: readonly SeenLetter[],
  state: "dead" | "discarded",
): Promise<{ ids: string[]; refused: RefusedLetterDto[] }> {
  const found = await lockSelected(
    tx,
    letters.map(({ id }) => id),
  );
  const purged =
    state === "discarded"
      ? await readPurgedAmong(
          tx,
          found.map(({ messageId }) => messageId),
        )
      : new Map<string, Date>();
  const refused: RefusedLetterDto[] = [];
  for (const letter of letters) {
    const delivery = found.find(({ id }) => id === letter.id);
    const why = await refusalOf(tx, { letter, delivery, state, purgedAt: purged.get(delivery?.messageId ?? "") });
    if (why) refused.push({ id: letter.id, ...why });
  }
  const left = new Set(refused.map(({ id }) => id));
  return { ids: found.map(({ id }) => id).filter((id) => !left.has(id)), refused };
}

type Judged = {
  letter: SeenLetter;
  delivery: SelectedDelivery | undefined;
  state: "dead" | "discarded";
  purgedAt: Date | undefined;
};

/** What the same decision about this letter alone would be answered. */
async function refusalOf(tx: Tx, { letter, delivery, state, purgedAt }: Judged): Promise<Refusal | null> {
  if (!delivery) return { code: "not_found", detail: `There is no dead letter ${letter.id}.` };
  if (purgedAt) return { code: "gone", detail: purgedWords(purgedAt) };
  if (delivery.state !== state) {
    if (state === "discarded") return { code: "conflict", detail: notDiscardedWords };
    if (delivery.state === "discarded") return { code: "conflict", detail: discardedAlreadyWords };
    const newest = delivery.state === "replayed" ? await newestRevision(tx, delivery.rootId) : null;
    return { code: "conflict", detail: whyNotDead(delivery.state, (newest ?? delivery).revision) };
  }
  if (delivery.version !== letter.version) return { code: "precondition_failed", detail: changedWords };
  return null;
}
