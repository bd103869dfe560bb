import type { PgBoss } from "pg-boss";
import { deadLetterQueueOf } from "#server/platform/pgboss/ensure-queues.ts";

/** Throws if a handler has no queue: `npm run migrate` creates them, a worker's role may not. */
export async function requireQueues(boss: PgBoss, handlerIds: readonly string[]): Promise<void> {
  for (const name of handlerIds.flatMap((id) => [id, deadLetterQueueOf(id)])) {
    if (!(await boss.getQueue(name))) throw new Error(`the queue ${name} is missing: run \`npm run migrate\``);
  }
}
