import * as z from "zod";
import { waveStates } from "#server/contracts/triage/replay-batch.ts";
import type { Queryable, Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const count = z.int();
const waveRow = z.object({
  number: count,
  first: count,
  last: count,
  size: count,
  state: z.enum(waveStates),
  startedAt: z.date(),
  endedAt: z.date().nullable(),
});
export type WaveRow = z.output<typeof waveRow>;
const columns = `w.number, w.first, w.last, w.size, w.state, w.started_at as "startedAt", w.ended_at as "endedAt"`;

const outcomes = { pending: count, inFlight: count, delivered: count, failedAgain: count };
const countedRow = waveRow.extend(outcomes);
export type CountedWave = z.output<typeof countedRow>;
const counted = defineStatement({
  name: "read_replay_waves",
  text: `select ${columns},
                count(i.number) filter (where i.outcome = 'pending')::int as pending,
                count(i.number) filter (where i.outcome = 'inFlight')::int as "inFlight",
                count(i.number) filter (where i.outcome = 'delivered')::int as delivered,
                count(i.number) filter (where i.outcome = 'failedAgain')::int as "failedAgain"
         from replay_wave w left join replay_item i on i.batch_id = w.batch_id and i.number between w.first and w.last
         where w.batch_id = $1 group by w.batch_id, w.number order by w.number`,
  row: countedRow,
});
const last = defineStatement({
  name: "read_last_replay_waves",
  text: `select b.id as "batchId", ${columns} from unnest($1::uuid[]) as b (id)
         cross join lateral (select * from replay_wave where batch_id = b.id order by number desc limit 1) w`,
  row: waveRow.extend({ batchId: z.uuid() }),
});
const open = defineStatement({
  name: "open_replay_wave",
  text: `with chosen as (
           select number, subject from replay_item where batch_id = $1 and outcome = 'pending' order by number limit $3
         ), edge as (
           select min(number) as first, max(number) as last from chosen
         ), subject_end as (
           select coalesce(max(i.number), max(e.last)) as last from edge e
           left join replay_item i on i.batch_id = $1 and i.number > e.last and i.number <= e.last + 100
             and i.subject = (select subject from chosen order by number desc limit 1)
         )
         insert into replay_wave (batch_id, number, first, last, size, state)
         select $1, $2, e.first, s.last,
                (select count(*) from replay_item where batch_id = $1 and outcome = 'pending' and number between e.first and s.last),
                'running'
         from edge e, subject_end s where e.first is not null`,
});
const close = defineStatement({
  name: "close_replay_wave",
  text: `update replay_wave set state = $3, ended_at = now() where batch_id = $1 and number = $2 and state = 'running'`,
});

/** Every wave of a batch with the outcomes of its items. */
export const readWaves = (queryable: Queryable, batchId: string): Promise<CountedWave[]> =>
  counted.all(queryable, [batchId]);

/** The newest wave of each batch that has one. */
export async function readLastWaves(queryable: Queryable, ids: readonly string[]): Promise<Map<string, WaveRow>> {
  if (ids.length === 0) return new Map();
  const rows = await last.all(queryable, [ids]);
  return new Map(rows.map(({ batchId, ...wave }) => [batchId, wave]));
}

/** Begins a wave of the next `size` pending items, and of the rest of the last one's subject. */
export const openWave = (tx: Tx, batchId: string, number: number, size: number): Promise<number> =>
  open.run(tx, [batchId, number, size]);

export const closeWave = (tx: Tx, batchId: string, number: number, state: "passed" | "stopped"): Promise<number> =>
  close.run(tx, [batchId, number, state]);
