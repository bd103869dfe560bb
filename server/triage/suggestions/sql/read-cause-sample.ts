import type { Queryable } from "#server/platform/database/db.ts";
import type { Suggestible } from "#server/triage/suggestions/find-suggestions.ts";

/** At most `limit` dead letters of a cause, the latest first: an index walk that ends, however many there are. */
export async function readCauseSample(queryable: Queryable, cause: string, limit: number): Promise<Suggestible[]> {
  const { rows } = await queryable.query<Suggestible>({
    name: "read_cause_sample",
    text: `select d.message_id as "messageId", m.type as "messageType", m.version as "messageVersion", d.handler,
                  d.failure_code as "failureCode", d.subject, m.data, m.payload_purged_at as "payloadPurgedAt"
           from delivery d join outbox_message m on m.id = d.message_id
           where d.state = 'dead' and d.cause = $1 order by d.settled_at desc, d.id desc limit $2`,
    values: [cause, limit],
  });
  return rows;
}

/** How many letters of a cause are dead now: its own count, not a scan. */
export async function readCauseDead(queryable: Queryable, cause: string): Promise<number> {
  const { rows } = await queryable.query<{ dead: number }>({
    name: "read_cause_dead",
    text: "select dead from cause where fingerprint = $1",
    values: [cause],
  });
  return rows[0]?.dead ?? 0;
}
