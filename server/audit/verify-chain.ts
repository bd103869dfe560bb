import { type ChainState, findBrokenEntry, readEntryHash } from "#server/audit/sql/find-broken-entry.ts";
import type { Queryable } from "#server/platform/database/db.ts";

type ChainVerdict = ChainState & { intact: boolean };

/**
 * Verifies the audit log. Finds every change, gap and insertion. It finds entries that were cut off at the end only against
 * a head from outside of the database (`seq:hash`, as an earlier run printed it).
 */
export async function verifyChain(queryable: Queryable, keptHead?: string): Promise<ChainVerdict> {
  const state = await findBrokenEntry(queryable);
  if (state.brokenSeq !== null || keptHead === undefined) return { ...state, intact: state.brokenSeq === null };
  const [, seq = "", hash = ""] = /^(\d+):([0-9a-f]{64})$/.exec(keptHead) ?? [];
  const found = seq === "" ? null : await readEntryHash(queryable, Number(seq));
  if (found === hash && hash !== "") return { ...state, intact: true };
  const fault =
    found === null ? "it is missing, although the kept head names it" : "its hash is not that of the kept head";
  return { ...state, intact: false, brokenSeq: Number(seq), fault };
}
