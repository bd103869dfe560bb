import type { Queryable } from "#server/platform/database/db.ts";

export type OutboxRow = {
  at: Date;
  pending: number;
  lagSeconds: number | null;
  parked: number;
  lastRelayedAt: Date | null;
  oldest: {
    id: string;
    type: string;
    subject: string;
    writtenAt: string;
    attempts: number;
    error: string | null;
    nextTryAt: string | null;
  }[];
};

/** What is not relayed yet, at one moment. The newest delivery is found by its id, which grows. */
export async function readOutbox(queryable: Queryable, most: number): Promise<OutboxRow> {
  const { rows } = await queryable.query<OutboxRow>({
    name: "read_outbox",
    text: `
      select now() as at, count(*)::int as pending, extract(epoch from now() - min(occurred_at))::float8 as "lagSeconds",
             (select count(*) from outbox_message where parked_at is not null)::int as parked,
             (select created_at from delivery order by id desc limit 1) as "lastRelayedAt",
             (select coalesce(json_agg(o), '[]') from (
                select message_id as id, type, subject, occurred_at as "writtenAt", attempts, error, next_try_at as "nextTryAt"
                from outbox_pending order by seq limit $1) o) as oldest
      from outbox_pending`,
    values: [most],
  });
  const [row] = rows;
  if (!row) throw new Error("a count returned no row");
  return row;
}
