import * as z from "zod";
import { subjectsOfId } from "#server/delivery/messages/subject-sql.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatementBuilder } from "#server/platform/database/define-statement.ts";

const row = z.object({
  id: z.uuid(),
  type: z.string(),
  subject: z.string(),
  writtenAt: z.date(),
  attempts: z.int(),
  error: z.string().nullable(),
  nextTryAt: z.date().nullable(),
});

type Pending = {
  type: string | null;
  message: string | null;
  subjects: readonly string[] | null;
  since: string | null;
  until: string | null;
  limit: number;
};

const columns = `p.message_id as id, p.type, p.subject, p.occurred_at as "writtenAt", p.attempts, p.error, p.next_try_at as "nextTryAt"`;
/** A backlog may be long: filters that no index answers are checked on its newest messages. */
const most = 20_000;

const bySubject = () => `outbox_message m join outbox_pending p on p.seq = m.seq
  where ($2::uuid is null or m.id = $2 or m.subject = any(${subjectsOfId("$2")})) and ($3::text[] is null or m.subject = any($3)) and`;
const newest = `(select * from outbox_pending order by seq desc limit ${most}) p
  where $2::uuid is null and $3::text[] is null and`;

const statement = defineStatementBuilder({
  name: "find_pending",
  text: ({ indexed }: { indexed: boolean }) => `
    select ${columns} from ${indexed ? bySubject() : newest} ($1::text is null or p.type = $1)
      and ($4::timestamptz is null or p.occurred_at >= $4) and ($5::timestamptz is null or p.occurred_at < $5)
    order by p.seq desc limit $6`,
  shapes: [{ indexed: true }, { indexed: false }],
  row,
});

/** Messages that are not relayed yet, newest first: all that match an ID or subjects, else those among the newest 20,000. */
export async function findPending(queryable: Queryable, of: Pending): Promise<z.output<typeof row>[]> {
  const indexed = of.message !== null || of.subjects !== null;
  const values = [of.type, of.message, of.subjects, of.since, of.until, of.limit];
  return statement({ indexed }).all(queryable, values);
}
