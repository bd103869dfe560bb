import type * as z from "zod";
import { outboxDto } from "#server/contracts/monitoring/outbox.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { isoTime } from "#server/platform/database/iso-time.ts";
import { rowOf } from "#server/platform/database/row-of-dto.ts";

const row = rowOf(outboxDto.omit({ relay: true }));

const statement = defineStatement({
  name: "read_outbox",
  text: `
      select now() as at, count(*)::int as pending, extract(epoch from now() - min(occurred_at))::float8 as "lagSeconds",
             (select count(*) from outbox_message where parked_at is not null)::int as parked,
             (select created_at from delivery order by id desc limit 1) as "lastRelayedAt",
             (select coalesce(json_agg(o), '[]') from (
                select message_id as id, type, subject, ${isoTime("occurred_at")} as "writtenAt", attempts, error,
                       ${isoTime("next_try_at")} as "nextTryAt"
                from outbox_pending order by seq limit $1) o) as oldest
      from outbox_pending`,
  row,
});

/** Messages that are not relayed yet, at one moment. The newest delivery is found by its ID, which increases. */
export const readOutbox = (db: Queryable, most: number): Promise<z.output<typeof row>> => statement.one(db, [most]);
