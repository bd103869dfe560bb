import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { mailboxSql } from "#server/shop/limits/mailbox-of.ts";

/** A bucket holds `burst` tokens, and gets one more every `seconds`. */
export type Bucket = { burst: number; seconds: number };

type Taking = {
  /** A repeated request with a stored key takes no token. */
  idempotencyKey: string | null;
  client: (Bucket & { key: string }) | null;
  recipient: (Bucket & { key: string }) | null;
  /** The limit of unshipped orders of a mailbox or of an address. */
  open: { most: number; mailbox: string | null; address: string | null } | null;
};

const taken = z.object({ repeat: z.boolean(), full: z.boolean(), clientWait: z.int(), recipientWait: z.int() });
export type Taken = z.output<typeof taken>;

/**
 * A token bucket by the generic cell rate algorithm (ATM Forum TM 4.0, "virtual scheduling"). A bucket is the instant at which
 * it is full again. A token moves it by `seconds`; the bucket is empty where that is later than burst × seconds from now.
 * A refused client takes no token of the recipient. The row lock orders concurrent requests; each reads the clock after it.
 */
const bucket = (name: string, key: string, burst: string, seconds: string, condition: string) => {
  const period = `${seconds}::float8 * interval '1 second'`;
  const hasToken = `greatest(kept.full_at, clock_timestamp()) <= clock_timestamp() + (${burst}::int - 1) * ${period}`;
  return `
  ${name} as (
    insert into rate_limit as kept (key, full_at, taken)
    select ${key}::text, clock_timestamp() + ${period}, true
    where ${key}::text is not null and ${condition}
    on conflict (key) do update
      set full_at = case when ${hasToken} then greatest(kept.full_at, clock_timestamp()) + ${period} else kept.full_at end,
          taken = ${hasToken}
    returning taken, case when taken then 0 else greatest(1, ceil(extract(epoch from
      full_at - clock_timestamp() - (${burst}::int - 1) * ${period})))::int end as wait
  )`;
};

const text = `
  with known as (
    select exists (
      select from idempotency_key where key = $1 and created_at >= now() - interval '24 hours'
    ) as repeat
  ),
  open_order as (
    select count(*) as count from (
      select from customer c join customer_order o on o.customer_id = c.id and o.status = 'placed'
      where ${mailboxSql("c.email")} = $9::text
      union all
      select from customer c join customer_order o on o.customer_id = c.id and o.status = 'placed'
      where c.email = $10::text
      limit $8::int
    ) as found
  ),
  asked as (
    select known.repeat, coalesce(open_order.count >= $8::int, false) as full from known, open_order
  ),
  ${bucket("client", "$2", "$3", "$4", 'exists (select from asked where not repeat and not "full")')},
  ${bucket("recipient", "$5", "$6", "$7", 'exists (select from asked where not repeat and not "full") and not exists (select from client where not taken)')}
  select asked.repeat, asked."full",
         coalesce((select wait from client), 0) as "clientWait", coalesce((select wait from recipient), 0) as "recipientWait"
  from asked`;

const statement = defineStatement({ name: "take-tokens", text, row: taken });

/** Takes one token of each bucket, in one statement. A wait is the seconds until the next token; 0 where one was taken. */
export function takeTokens(queryable: Queryable, taking: Taking): Promise<Taken> {
  const { idempotencyKey, client, recipient, open } = taking;
  return statement.one(queryable, [
    idempotencyKey,
    ...[client?.key ?? null, client?.burst ?? null, client?.seconds ?? null],
    ...[recipient?.key ?? null, recipient?.burst ?? null, recipient?.seconds ?? null],
    ...[open?.most ?? null, open?.mailbox ?? null, open?.address ?? null],
  ]);
}
