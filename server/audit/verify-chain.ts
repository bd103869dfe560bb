import { type ChainState, findBrokenEntry, readEntryHash } from "#server/audit/sql/find-broken-entry.ts";
import type { Queryable } from "#server/platform/database/db.ts";

export type ChainVerdict = ChainState & { intact: boolean };

/**
 * Whether the audit is as it was written. Every change, gap and insertion is found; entries cut off at the end are found only
 * against a head that was kept elsewhere (`seq:hash`, as an earlier run printed it).
 */
export async function verifyChain(queryable: Queryable, keptHead?: string): Promise<ChainVerdict> {
  const state = await findBrokenEntry(queryable);
  if (state.brokenSeq !== null || keptHead === undefined) return { ...state, intact: state.brokenSeq === null };
  const [, seq = "", hash = ""] = /^(\d+):([0-9a-f]{64})$/.exec(keptHead) ?? [];
  const found = seq === "" ? null : await readEntryHash(queryable, Number(seq));
  if (found === hash && hash !== "") return { ...state, intact: true };
  const fault = found === null ? "it is missing, and it was there" : "it is another than the one that was kept";
  return { ...state, intact: false, brokenSeq: Number(seq), fault };
}
