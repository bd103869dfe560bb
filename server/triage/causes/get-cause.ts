import type { CauseDetailDto } from "#server/contracts/triage/cause.ts";
import { db } from "#server/platform/database/db.ts";
import { describeCause, pageCap } from "#server/triage/causes/describe-causes.ts";
import { countDiscarded } from "#server/triage/causes/sql/count-discarded.ts";
import { listDeadLetters } from "#server/triage/dead-letter-lists/list-dead-letters.ts";

type GetInput = { fingerprint: string; cursor?: string | null; limit: number };

/** One cause in any state, with a page of its dead letters, latest failure first. Throws 404. */
export async function getCause({ fingerprint, ...page }: GetInput): Promise<CauseDetailDto> {
  const [cause, letters, discarded] = await Promise.all([
    describeCause(fingerprint),
    listDeadLetters({ ...page, filter: { cause: fingerprint } }),
    countDiscarded(db(), fingerprint, pageCap + 1),
  ]);
  return { ...cause, letters, discarded: { count: Math.min(discarded, pageCap), more: discarded > pageCap } };
}
