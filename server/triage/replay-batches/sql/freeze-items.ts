import * as z from "zod";
import type { Queryable, Tx } from "#server/platform/database/db.ts";
import { defineStatement, defineStatementBuilder } from "#server/platform/database/define-statement.ts";
import { conditionsOf } from "#server/triage/dead-letter-lists/plan-query.ts";
import { allOf, bindValues, type Condition } from "#server/triage/keyset/keyset-query.ts";

/** The dead letters of a selection: those that meet conditions, named ones, or the failures of another batch. */
export type Frozen =
  | { conditions: readonly Condition[] }
  | { letters: readonly { id: string; version: number }[] }
  | { failuresOf: string };

const everything = conditionsOf({
  ...{ order: "x", cause: "x", code: "x", type: "x", attempts: "1", replayed: "no", handler: "x" },
  ...{ since: "2026-01-01T00:00:00Z", until: "2026-01-01T00:00:00Z", age: "1d" },
});
const columns = "d.id, d.version, d.subject, d.position, d.revision, d.handler, d.cause";

type Freeze = { batchId: string; frozen: Frozen; most: number };

const build = ({ batchId, frozen, most }: Freeze) =>
  bindValues((bind) => {
    const batch = bind(batchId);
    const limit = bind(most);
    const picked = (): string => {
      if ("conditions" in frozen) {
        const where = allOf(frozen.conditions, bind);
        return `select ${columns} from (select * from delivery where state = 'dead' and ${where} limit ${limit}::int) d`;
      }
      if ("letters" in frozen) {
        const ids = bind(frozen.letters.map(({ id }) => id));
        const versions = bind(frozen.letters.map(({ version }) => version));
        return `select ${columns.replace("d.version", "l.version")}
                from unnest(${ids}::uuid[], ${versions}::int[]) l (id, version) join delivery d on d.id = l.id limit ${limit}::int`;
      }
      return `select ${columns} from replay_item i join delivery d on d.id = i.new_id and d.state = 'dead'
              where i.batch_id = ${bind(frozen.failuresOf)}::uuid and i.outcome = 'failedAgain' limit ${limit}::int`;
    };
    // Items of one subject follow each other, by the position of its first one.
    return `with picked as materialized (${picked()}), placed as (
        select p.*, min(position) over (partition by subject) as first from picked p
      ), frozen as (
        insert into replay_item (batch_id, number, delivery_id, version, subject)
        select ${batch}::uuid, row_number() over (order by first, subject, position, revision, id), id, version, subject from placed
      ), totals as (
        select count(*)::int as items, coalesce(array_agg(distinct handler), '{}') as handlers,
               coalesce(array_agg(distinct cause) filter (where cause is not null), '{}') as causes from picked
      )
      select items, handlers, causes from totals`;
  });

const id = "00000000-0000-0000-0000-000000000000";
const samples: readonly Freeze[] = [
  { batchId: id, most: 1, frozen: { conditions: everything } },
  { batchId: id, most: 1, frozen: { letters: [{ id, version: 1 }] } },
  { batchId: id, most: 1, frozen: { failuresOf: id } },
];
const statement = defineStatementBuilder({
  name: "freeze_items",
  text: (input: Freeze) => build(input).text,
  shapes: samples,
  row: z.object({ items: z.int(), handlers: z.array(z.string()).nullable(), causes: z.array(z.string()).nullable() }),
});
const describe = defineStatement({
  name: "describe_replay_batch",
  text: "update replay_batch set handlers = $2::text[], causes = $3::text[] where id = $1",
});

/**
 * Freezes the selected dead letters with their versions as the items of a batch, in one statement: one snapshot decides which
 * they are. Returns their number, at most `most`.
 */
export async function freezeItems(tx: Tx, input: Freeze): Promise<number> {
  const { items, handlers, causes } = await statement(input).one(tx, build(input).values);
  await describe.run(tx, [input.batchId, handlers ?? [], causes ?? []]);
  return items;
}

type Arrivals = { batchId: string; since: Date; conditions: readonly Condition[]; cap: number };
const buildArrivals = ({ batchId, since, conditions, cap }: Arrivals) =>
  bindValues(
    (bind) => `select count(*)::int as count from (
      select from (select * from delivery where state = 'dead' and ${allOf(conditions, bind)}
                   and settled_at > ${bind(since)}::timestamptz) d
      where not exists (select from replay_item i where i.new_id = d.id and i.batch_id = ${bind(batchId)}::uuid)
      limit ${bind(cap)}::int) arrived`,
  );
const arrivalSamples: readonly Arrivals[] = [{ batchId: id, since: new Date(0), conditions: everything, cap: 1 }];
const arrivals = defineStatementBuilder({
  name: "count_arrivals",
  text: (input: Arrivals) => buildArrivals(input).text,
  shapes: arrivalSamples,
  row: z.object({ count: z.int() }),
});

/** Counts dead letters that meet the conditions and failed after the set was frozen, without its own failures, up to `cap`. */
export async function countArrivals(queryable: Queryable, input: Arrivals): Promise<number> {
  return (await arrivals(input).one(queryable, buildArrivals(input).values)).count;
}
