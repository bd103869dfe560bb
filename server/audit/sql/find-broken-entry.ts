import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const chainState = z.object({
  entries: z.int(),
  headSeq: z.int().nullable(),
  headHash: z.string().nullable(),
  /** The first entry that breaks the chain, and how; null where the chain is intact. */
  brokenSeq: z.int().nullable(),
  fault: z.string().nullable(),
});
export type ChainState = z.output<typeof chainState>;

const findBroken = defineStatement({
  name: "find_broken_entry",
  text: `with walked as (
             select a.seq, a.hash, case
               when a.seq <> coalesce(lag(a.seq) over w, 0) + 1 then 'the entry before it is missing'
               when a.previous_hash <> coalesce(lag(a.hash) over w, sha256('redeliver'::bytea)) then 'it is not linked to the entry before it'
               when a.hash <> audit_hash(a) then 'it was changed after it was written'
               when audit_digest(a.before) <> a.before_digest or audit_digest(a.after) <> a.after_digest
                 or (a.before_digest is null) > (a.before is null) or (a.after_digest is null) > (a.after is null)
                 then 'its copies before and after were changed'
             end as fault
             from audit_entry a window w as (order by a.seq)
           ), broken as (select seq, fault from walked where fault is not null order by seq limit 1),
           head as (select seq, encode(hash, 'hex') as hash from walked order by seq desc limit 1)
           select (select count(*) from walked)::int as entries, head.seq as "headSeq", head.hash as "headHash",
                  broken.seq as "brokenSeq", broken.fault
           from (select) as one left join head on true left join broken on true`,
  row: chainState,
});

/** Checks the whole chain in one statement and one snapshot: numbers without gaps, links, hashes, and stored copies. */
export const findBrokenEntry = (queryable: Queryable): Promise<ChainState> => findBroken.one(queryable);

const readHash = defineStatement({
  name: "read_entry_hash",
  text: "select encode(hash, 'hex') as hash from audit_entry where seq = $1",
  row: z.object({ hash: z.string() }),
});

/** The hash of one entry, to compare with a copy outside of the database. Null where there is no such entry. */
export const readEntryHash = async (queryable: Queryable, seq: number): Promise<string | null> =>
  (await readHash.maybeOne(queryable, [seq]))?.hash ?? null;
