import type { Queryable } from "#server/platform/database/db.ts";

export type ChainState = {
  entries: number;
  headSeq: number | null;
  headHash: string | null;
  /** The first entry that does not fit, and how; null where all do. */
  brokenSeq: number | null;
  fault: string | null;
};

/** Walks the whole chain in one statement, one snapshot: numbers without gaps, links, hashes, and the copies that are kept. */
export async function findBrokenEntry(queryable: Queryable): Promise<ChainState> {
  const { rows } = await queryable.query<ChainState>({
    name: "find_broken_entry",
    text: `with walked as (
             select a.seq, a.hash, case
               when a.seq <> coalesce(lag(a.seq) over w, 0) + 1 then 'an entry before it is missing'
               when a.previous_hash <> coalesce(lag(a.hash) over w, sha256('redeliver'::bytea)) then 'it does not follow the entry before it'
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
  });
  const [state] = rows;
  if (!state) throw new Error("a verdict of one row was not there");
  return state;
}

/** The hash of one entry, to compare with one that was written down outside. */
export async function readEntryHash(queryable: Queryable, seq: number): Promise<string | null> {
  const { rows } = await queryable.query<{ hash: string }>({
    name: "read_entry_hash",
    text: "select encode(hash, 'hex') as hash from audit_entry where seq = $1",
    values: [seq],
  });
  return rows[0]?.hash ?? null;
}
