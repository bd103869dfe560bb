import * as z from "zod";
import { inFlightStates } from "#server/delivery/deliveries/delivery-state.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { queueSchema } from "#server/platform/pgboss/boss.ts";

/** A delivery in flight is checked for a job when it was not updated for this long. */
const quietSeconds = 60;

const row = z.object({ id: z.uuid(), handler: z.string(), deadLetterQueue: z.string() });
export type Jobless = z.output<typeof row>;

const jobless = `
  d.state = any($1::text[]) and d.created_at < now() - $2::int * interval '1 s'
  and d.updated_at < now() - $2::int * interval '1 s'
  and not exists (select from ${queueSchema}.job j where j.name in (q.name, q.dead_letter) and j.id = d.id
                  and j.state in ('created', 'retry', 'active'))`;
const columns = `d.id, d.handler, q.dead_letter as "deadLetterQueue"`;

const find = defineStatement({
  name: "find_jobless",
  text: `select ${columns} from delivery d join ${queueSchema}.queue q on q.name = d.handler
           where d.settled_at is null and ${jobless} order by d.created_at limit $3`,
  row,
});

/**
 * Up to `limit` deliveries in flight without a live job in the handler's queue or its dead-letter queue, and not updated for
 * a minute. Reads the partial index of open deliveries, oldest first.
 */
export const findJobless = (db: Queryable, limit: number): Promise<Jobless[]> =>
  find.all(db, [inFlightStates, quietSeconds, limit]);

const lock = defineStatement({
  name: "lock_jobless",
  text: `select ${columns} from delivery d join ${queueSchema}.queue q on q.name = d.handler
           where d.id = any($3::uuid[]) and ${jobless} order by d.id for update of d skip locked`,
  row,
});

/** Locks those of the given deliveries that are still without a job. */
export const lockJobless = (db: Queryable, ids: readonly string[]): Promise<Jobless[]> =>
  lock.all(db, [inFlightStates, quietSeconds, ids]);
