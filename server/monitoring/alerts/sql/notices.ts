import type { AlertNoticeBody } from "#server/contracts/monitoring/alert.ts";
import type { Queryable, Tx } from "#server/platform/database/db.ts";

export type DueNotice = { id: string; channel: string; body: AlertNoticeBody; attempts: number };

export async function insertNotice(
  tx: Tx,
  notice: { id: string; channel: string; body: AlertNoticeBody },
): Promise<void> {
  await tx.query({
    name: "insert_alert_notice",
    text: "insert into alert_notice (id, channel, body) values ($1, $2, $3)",
    values: [notice.id, notice.channel, JSON.stringify(notice.body)],
  });
}

/**
 * Takes what is to be said now and puts its next try off, so that nobody says it at the same time; whoever dies meanwhile leaves
 * it to be said again, under the same id. What is a day old is no news: retention gives it up.
 */
export async function takeDueNotices(
  queryable: Queryable,
  channels: readonly string[],
  limit: number,
): Promise<DueNotice[]> {
  const { rows } = await queryable.query<DueNotice>({
    name: "take_due_notices",
    text: `
      with due as (
        select id from alert_notice where state = 'due' and next_try_at <= now() and channel = any($1::text[]) and created_at > now() - interval '1 d'
        order by created_at limit $2 for update skip locked
      )
      update alert_notice n set attempts = n.attempts + 1, next_try_at = now() + interval '10 s' * power(2, n.attempts)
      from due where n.id = due.id returning n.id, n.channel, n.body, n.attempts`,
    values: [channels, limit],
  });
  return rows;
}

export async function settleNotice(
  queryable: Queryable,
  notice: { id: string; state: "due" | "sent" | "failed"; error: string | null },
): Promise<void> {
  await queryable.query({
    name: "settle_alert_notice",
    text: `update alert_notice set state = $2, error = $3, sent_at = case when $2 = 'sent' then now() end where id = $1`,
    values: [notice.id, notice.state, notice.error],
  });
}

export type NoticeRow = Pick<DueNotice, "id" | "channel" | "body" | "attempts"> & {
  state: "due" | "sent" | "failed";
  error: string | null;
  at: Date;
};

export async function readNotices(queryable: Queryable, limit: number): Promise<NoticeRow[]> {
  const { rows } = await queryable.query<NoticeRow>({
    name: "read_alert_notices",
    text: `select id, channel, body, attempts, state, error, created_at as at from alert_notice order by created_at desc limit $1`,
    values: [limit],
  });
  return rows;
}
