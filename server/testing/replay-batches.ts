import { randomUUID } from "node:crypto";
import type pg from "pg";
import type { CreateReplayBody, ReplayBatchDto } from "#server/contracts/triage/replay-batch.ts";
import { createReplayBody } from "#server/contracts/triage/replay-batch.ts";
import type { Ports } from "#server/delivery/handlers/ports.ts";
import { aDeadLetter, anOperator } from "#server/testing/factories.ts";
import { mailHandler, type Pipeline } from "#server/testing/pipeline.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";
import { createBatch } from "#server/triage/replay-batches/create-batch.ts";
import { driveBatches } from "#server/triage/replay-batches/driver/drive-batches.ts";
import { getBatch } from "#server/triage/replay-batches/get-batch.ts";

/** Dead letters of a cause that no other test has, of one order each. */
export async function deadLettersOfOneCause(pool: pg.Pool, pipeline: Pipeline, count: number) {
  const ids: string[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    const email = `bounce+${nth}@example.com`;
    ids.push((await aDeadLetter(pool, pipeline, { email })).delivery.id);
  }
  return { cause: await intoOneCause(pool, ids), ids };
}

/** Gives dead letters a cause of their own. */
export async function intoOneCause(pool: pg.Pool, ids: readonly string[]): Promise<string> {
  const cause = randomUUID().replaceAll("-", "").slice(0, 16);
  await pool.query(
    `insert into cause (fingerprint, handler, failure_code, title, dead, deaths)
     values ($1, $2, 'recipient_rejected', 'refused', $3::int, $3::int)`,
    [cause, mailHandler, ids.length],
  );
  await pool.query("update delivery set cause = $1 where id = any($2::uuid[])", [cause, ids]);
  return cause;
}

type Wish = Parameters<typeof createReplayBody.parse>[0] & object;
export const replayBodyOf = (wish: Wish): CreateReplayBody =>
  createReplayBody.parse({ reason: "the address was a typo", ...wish });

/** Creates a batch as an operator. */
export const aReplayBatch = (wish: Wish): Promise<ReplayBatchDto> =>
  createBatch({ actor: anOperator, requestId: null, idempotencyKey: null, body: replayBodyOf(wish) });

type Drive = { ports?: Ports; owner?: string; until?: (batch: ReplayBatchDto) => boolean };
const isOver = ({ state, counts }: ReplayBatchDto): boolean =>
  ["completed", "stopped", "aborted"].includes(state) && counts.inFlight === 0;

/** Runs the driver and the pipeline in turns until the batch is at its end, or `until` says so. */
export async function drive(
  pool: pg.Pool,
  pipeline: Pipeline,
  id: string,
  options: Drive = {},
): Promise<ReplayBatchDto> {
  const { ports = recordingPorts().ports, owner = "driver", until = isOver } = options;
  for (let rounds = 0; rounds < 500; rounds += 1) {
    const batch = await getBatch(id);
    const { counts } = batch;
    const sum = Object.values(counts).reduce((total, count) => total + count, 0);
    if (sum !== batch.total) throw new Error(`the counts are ${JSON.stringify(counts)} of ${batch.total}`);
    if (until(batch)) return batch;
    await driveBatches(pool, owner);
    await pipeline.tick();
    await pipeline.work(mailHandler, ports);
    await pipeline.collect();
  }
  throw new Error(`the batch did not end: ${JSON.stringify(await getBatch(id))}`);
}
