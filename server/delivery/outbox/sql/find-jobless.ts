import { inFlightStates } from "#server/delivery/deliveries/delivery-state.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { queueSchema } from "#server/platform/pgboss/boss.ts";

/** How long a delivery in flight may be untouched before it is asked whether a job of it lives. */
const patienceSeconds = 60;

export type Jobless = { id: string; handler: string; deadLetterQueue: string };

const jobless = `
  d.state = any($1::text[]) and d.created_at < now() - $2::int * interval '1 s'
  and d.updated_at < now() - $2::int * interval '1 s'
  and not exists (select from ${queueSchema}.job j where j.name in (q.name, q.dead_letter) and j.id = d.id
                  and j.state in ('created', 'retry', 'active'))`;
const columns = `d.id, d.handler, q.dead_letter as "deadLetterQueue"`;

/**
 * Up to `limit` deliveries in flight that nothing will ever wake: untouched for a minute, and no job of theirs waits or is
 * active, in the handler's queue or its dead-letter queue. Reads the partial index of what is open, oldest first.
 */
export async function findJobless(queryable: Queryable, limit: number): Promise<Jobless[]> {
  const { rows } = await queryable.query<Jobless>({
    name: "find_jobless",
    text: `select ${columns} from delivery d join ${queueSchema}.queue q on q.name = d.handler
           where d.settled_at is null and ${jobless} order by d.created_at limit $3`,
    values: [inFlightStates, patienceSeconds, limit],
  });
  return rows;
}

/** Those of the given deliveries that are still jobless, locked: nobody settles them meanwhile. */
export async function lockJobless(queryable: Queryable, ids: readonly string[]): Promise<Jobless[]> {
  const { rows } = await queryable.query<Jobless>({
    name: "lock_jobless",
    text: `select ${columns} from delivery d join ${queueSchema}.queue q on q.name = d.handler
           where d.id = any($3::uuid[]) and ${jobless} order by d.id for update of d skip locked`,
    values: [inFlightStates, patienceSeconds, ids],
  });
  return rows;
}
