/** Random ids that the same number always gives, as an order's is. */
const idOf = (what: string) => `overlay(overlay(md5('${what}' || n) placing '4' from 13) placing '8' from 17)::uuid`;

/** Ids that grow, as those of messages and deliveries do; a delivery finds its message without a look-up. */
const growingIdOf = (what: string) =>
  `overlay(overlay(overlay(md5('${what}' || n) placing lpad(to_hex(1760000000000 + n), 12, '0') from 1 for 12)
   placing '7' from 13) placing '8' from 17)::uuid`;

/** Dead letters are spread evenly over 30 days, the last one now. */
const deadLetteredAt = "now() - ($1::bigint - n) * (interval '30 days' / $1::bigint)";

/** Skewed: the first of 500 has 21 % of all, the last 0.05 %. From the number's own hash, so that both tables agree. */
const causeOf = `floor(500 * power(abs(hashint8(n)::bigint) / 2147483649.0, 4))::int`;

/** A term that ten rows hold, evenly spread over all. */
export const rareTerm = "tungsten-lantern";
/** A term that every payload holds. */
export const commonTerm = "example.com";

export const seedMessages = `
  insert into outbox_message (id, seq, source, type, version, subject, data, occurred_at)
  select ${growingIdOf("m")}, n, 'redeliver', (array['order.created', 'order.shipped', 'order.cancelled'])[1 + n % 3], 1,
         'orders/' || ${idOf("o")},
         jsonb_build_object('orderId', ${idOf("o")}, 'customerId', ${idOf("c")}, 'orderTotal', 1000 + n % 9000, 'currency', 'EUR',
           'email', 'person' || n || '@example.com',
           'note', case when n % ($1::bigint / 10) = 7 then '${rareTerm}' else 'leave it at the door' end),
         ${deadLetteredAt} - interval '1 hour'
  from generate_series(1, $1::bigint) n`;

export const seedDeliveries = `
  insert into delivery (id, message_id, handler, subject, state, root_id, idempotency_key, revision, position, attempts, verdict,
                        failure_code, error, settled_at, created_at, cause, dead_type)
  select ${growingIdOf("d")}, ${growingIdOf("m")}, handler, 'orders/' || ${idOf("o")}, 'dead',
         case when n % 50 = 0 then ${growingIdOf("r")} else ${growingIdOf("d")} end, ${growingIdOf("d")}, case when n % 50 = 0 then 2 else 1 end, n,
         1 + n % 8, 'dead', code, 'Refused by rule ' || cause || ': refused by the destination, attempt ' || n,
         ${deadLetteredAt}, ${deadLetteredAt} - interval '1 hour',
         md5('cause' || cause), (array['order.created', 'order.shipped', 'order.cancelled'])[1 + n % 3]
  from (select n, cause, (array['order-notifications', 'warehouse-webhook', 'account-mails'])[1 + cause % 3] as handler,
               (array['recipient_rejected', 'smtp_deferred', 'smtp_unavailable', 'webhook_rejected', 'unexpected'])[1 + cause % 5] as code
        from (select n, ${causeOf} as cause from generate_series(1, $1::bigint) n) numbered) caused`;

export const seedAttempts = `
  insert into attempt (delivery_id, number, started_at, ended_at, outcome, worker, build, failure_code, error)
  select id, attempts, settled_at - interval '1 s', settled_at, 'dead', 'bench', 'bench', failure_code, error
  from delivery where position <= $1::bigint`;

export const seedCauses = [
  `insert into cause (fingerprint, handler, failure_code, error_class, title, dead, deaths, first_seen_at, last_seen_at, builds)
   select cause, handler, failure_code, 'Error', 'Refused by rule of ' || cause, count(*), count(*), min(settled_at),
          max(settled_at), '{bench}' from delivery group by cause, handler, failure_code`,
  `insert into cause_hour (fingerprint, hour, deaths)
   select cause, date_trunc('hour', settled_at), count(*) from delivery group by 1, 2`,
];
