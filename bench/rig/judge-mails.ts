import type pg from "pg";
import type { JournaledMail } from "#server/adapters/local-mail-server/start-mail-journal.ts";
import { sendOrderNotifications } from "#server/shop/handlers/send-order-notifications.ts";

export type Verdict = {
  /** Published messages without exactly one settled delivery: delivered with a mail, or dead-lettered. */
  lost: number;
  /** Dead letters with a valid address whose attempts were not all lost to killed workers. */
  deadForNothing: number;
  /** Dead letters that were in flight at a kill in every attempt: they are in triage. */
  deadByDeaths: number;
  /** Mails that no published message asked for, or that went out under another Message-ID than their delivery's. */
  phantom: number;
  /** Orders whose first copies came in another order than their messages were committed. */
  swapped: number;
  /** Copies beyond the first, all under the Message-ID of their delivery. */
  extra: number;
  /** Copies beyond the first that no lost attempt explains. */
  unexplained: number;
};

/** Attempts before a mail is dead-lettered: the first and its retries. */
const attemptLimit = sendOrderNotifications.retry.limit + 1;
const idOf = (column: string) => `substring(${column} from '<([0-9a-f-]{36})@')::uuid`;

/** Compares published messages with what an external witness received: one number per violation. */
export async function judgeMails(pool: pg.Pool, mails: readonly JournaledMail[]): Promise<Verdict> {
  const { rows } = await pool.query<Verdict>(
    `
    with copy as (
      select ${idOf("message_id")} as key, recipient, count(*) as copies, min(at) as first_at
      from unnest($1::text[], $2::text[], $3::timestamptz[]) as mail (message_id, recipient, at) group by 1, 2
    ), one as (
      select m.id, m.subject, m.seq, m.data->>'email' as email, d.id as delivery_id, d.state, d.idempotency_key,
             count(*) over (partition by m.id) as deliveries
      from outbox_message m left join delivery d on d.message_id = m.id and d.handler = 'order-notifications'
    ), seen as (
      select one.*, copy.copies, copy.first_at,
             (select count(*) from attempt a where a.delivery_id = one.delivery_id and a.outcome = 'worker_lost') as lost_tries
      from one left join copy on copy.key = one.idempotency_key and copy.recipient = one.email
    ), paced as (
      select first_at < lag(first_at) over (partition by subject order by seq) as early, subject from seen
    )
    select
      count(*) filter (where deliveries <> 1 or state is null or state not in ('delivered', 'dead')
        or (state = 'delivered' and copies is null)
        or (email like 'bounce+%' and (state <> 'dead' or copies is not null)))::int as lost,
      count(*) filter (where state = 'dead' and email not like 'bounce+%' and lost_tries < $4)::int as "deadForNothing",
      count(*) filter (where state = 'dead' and email not like 'bounce+%' and lost_tries >= $4)::int as "deadByDeaths",
      (select count(*) from copy where not exists
        (select from one where one.idempotency_key = copy.key and one.email = copy.recipient))::int as phantom,
      (select count(distinct subject) from paced where early)::int as swapped,
      coalesce(sum(copies - 1), 0)::int as extra,
      coalesce(sum(greatest(copies - 1 - lost_tries, 0)), 0)::int as unexplained
    from seen`,
    [
      mails.map(({ messageId }) => messageId),
      mails.map(({ recipient }) => recipient),
      mails.map(({ at }) => at),
      attemptLimit,
    ],
  );
  const [verdict] = rows;
  if (!verdict) throw new Error("a count returned no row");
  return verdict;
}
