import * as z from "zod";
import {
  type AlertNoticeBody,
  alertNoticeBody,
  type NoticeState,
  noticeStates,
} from "#server/contracts/monitoring/alert.ts";
import type { Queryable, Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const insert = defineStatement({
  name: "insert_alert_notice",
  text: "insert into alert_notice (id, channel, body) values ($1, $2, $3)",
});

export async function insertNotice(
  tx: Tx,
  { id, channel, body }: { id: string; channel: string; body: AlertNoticeBody },
): Promise<void> {
  await insert.run(tx, [id, channel, JSON.stringify(body)]);
}

const due = z.object({ id: z.uuid(), channel: z.string(), body: alertNoticeBody, attempts: z.int() });
export type DueNotice = z.output<typeof due>;

const take = defineStatement({
  name: "take_due_notices",
  text: `
      with due as (
        select id from alert_notice where state = 'due' and next_try_at <= now() and channel = any($1::text[]) and created_at > now() - interval '1 d'
        order by created_at limit $2 for update skip locked
      )
      update alert_notice n set attempts = n.attempts + 1, next_try_at = now() + interval '10 s' * power(2, n.attempts)
      from due where n.id = due.id returning n.id, n.channel, n.body, n.attempts`,
  row: due,
});

/**
 * Takes the due notices and postpones their next attempt, so that no other process sends them at the same time. If this
 * process is lost, they are sent again under the same ID. Notices older than a day are left to retention.
 */
export const takeDueNotices = (db: Queryable, channels: readonly string[], limit: number): Promise<DueNotice[]> =>
  take.all(db, [channels, limit]);

const settle = defineStatement({
  name: "settle_alert_notice",
  text: `update alert_notice set state = $2, error = $3, sent_at = case when $2 = 'sent' then now() end where id = $1`,
});

export async function settleNotice(
  db: Queryable,
  { id, state, error }: { id: string; state: NoticeState; error: string | null },
): Promise<void> {
  await settle.run(db, [id, state, error]);
}

const notice = due.extend({ state: z.enum(noticeStates), error: z.string().nullable(), at: z.date() });

const read = defineStatement({
  name: "read_alert_notices",
  text: `select id, channel, body, attempts, state, error, created_at as at from alert_notice order by created_at desc limit $1`,
  row: notice,
});

/** The latest notices. */
export const readNotices = (db: Queryable, limit: number): Promise<z.output<typeof notice>[]> => read.all(db, [limit]);
