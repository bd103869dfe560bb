import type { Queryable } from "#server/platform/database/db.ts";

export type PendingRow = {
  id: string;
  type: string;
  subject: string;
  writtenAt: Date;
  attempts: number;
  error: string | null;
  nextTryAt: Date | null;
};

type Pending = {
  type: string | null;
  message: string | null;
  subjects: readonly string[] | null;
  since: string | null;
  until: string | null;
  limit: number;
};

const columns = `p.message_id as id, p.type, p.subject, p.occurred_at as "writtenAt", p.attempts, p.error, p.next_try_at as "nextTryAt"`;
/** A backlog may be long: what is asked row by row looks at its newest. */
const most = 20_000;

/** What is not relayed yet and fits, newest first. By a message or subjects it is complete, else among the newest 20,000. */
export async function findPending(queryable: Queryable, of: Pending): Promise<PendingRow[]> {
  const named = of.message !== null || of.subjects !== null;
  const from = named
    ? `outbox_message m join outbox_pending p on p.seq = m.seq
       where ($2::uuid is null or m.id = $2 or m.subject = 'orders/' || $2::uuid) and ($3::text[] is null or m.subject = any($3)) and`
    : `(select * from outbox_pending order by seq desc limit ${most}) p where $2::uuid is null and $3::text[] is null and`;
  const { rows } = await queryable.query<PendingRow>({
    text: `select ${columns} from ${from} ($1::text is null or p.type = $1)
           and ($4::timestamptz is null or p.occurred_at >= $4) and ($5::timestamptz is null or p.occurred_at < $5)
           order by p.seq desc limit $6`,
    values: [of.type, of.message, of.subjects, of.since, of.until, of.limit],
  });
  return rows;
}
