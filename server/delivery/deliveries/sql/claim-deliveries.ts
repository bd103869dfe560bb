import * as z from "zod";
import { deliveryStates } from "#server/contracts/delivery/delivery.ts";
import { inFlightStates } from "#server/delivery/deliveries/delivery-state.ts";
import { acceptedAtOf } from "#server/delivery/deliveries/sql/accepted-at-of.ts";
import { requireOpenGate } from "#server/delivery/gate/gate.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

/** The columns of a delivery `d` and its message `m` that an attempt needs. */
const messageColumns = `m.id as "messageId", m.type, m.version, m.subject, m.data, m.occurred_at as "occurredAt", m.traceparent`;
export const messageRow = z.object({
  messageId: z.uuid(),
  type: z.string(),
  version: z.int(),
  subject: z.string(),
  /** Parsed by the schema of its type. */
  data: z.unknown(),
  occurredAt: z.date(),
  traceparent: z.string().nullable(),
});
export type ClaimedMessage = Omit<z.output<typeof messageRow>, "messageId"> & { id: string };

const claimRow = messageRow.extend({
  id: z.uuid(),
  /** The number of the attempt that this claim begins, or null when nothing was claimed. */
  attempt: z.int().nullable(),
  /** A worker was lost during its last attempt, maybe because of it: it is claimed only with `alone`. */
  suspect: z.boolean(),
  startedAt: z.date(),
  state: z.enum(deliveryStates),
  verdict: z.literal("dead").nullable(),
  acceptedAt: z.date().nullable(),
  /** Attempts counted before this claim. */
  attemptsBefore: z.int(),
  idempotencyKey: z.uuid(),
});
export type Claim = Omit<z.output<typeof claimRow>, "id" | keyof z.output<typeof messageRow>> & {
  message: ClaimedMessage;
};

export type Claiming = {
  ids: readonly string[];
  worker: string;
  build: string;
  maxAttempts: number;
  alone?: boolean;
  /** A probe of the handler's circuit breaker, taken in this transaction. */
  isProbe?: boolean;
};

/** All deliveries of a claim have the same handler, whose pause or circuit breaker holds all of them. */
const handlerOfClaim = "(select of.handler from delivery of where of.id = ($1::uuid[])[1])";

// Most deliveries are first revisions before their first attempt: one heap-only update, without a lock beforehand.
const untouched = defineStatement({
  name: "claim_untouched",
  text: `
      with claimed as (
        update delivery d
        set attempts = d.attempts + 1, sending_since = now(), data_since = null, next_attempt_at = null, worker = $2,
            updated_at = now()
        where d.id = any($1::uuid[]) and d.state = any($4::text[]) and d.sending_since is null
          and d.verdict is null and d.accepted_at is null and d.attempts = 0 and $3 > 0
          and d.revision = 1 and ${requireOpenGate(handlerOfClaim, "$5")}
        returning d.id, d.attempts, d.state, d.idempotency_key, d.message_id
      )
      select c.id, c.attempts as attempt, false as suspect, now() as "startedAt", c.state, null as verdict, null as "acceptedAt",
             0 as "attemptsBefore", c.idempotency_key as "idempotencyKey", ${messageColumns}
      from claimed c join outbox_message m on m.id = c.message_id`,
  row: claimRow.extend({ acceptedAt: z.null() }),
});

const touched = defineStatement({
  name: "claim_any",
  text: `
      with before as materialized (
        select d.id, d.message_id, d.state, d.verdict, ${acceptedAtOf("d")} as accepted_at, d.attempts, d.sending_since, d.data_since, d.worker,
               d.idempotency_key, not $6 and d.state = any($5::text[]) and d.verdict is null
               and ${acceptedAtOf("d")} is null and d.attempts < $4 and case
                 when d.sending_since is not null then d.data_since is null
                 else d.attempts > 0 and (select a.outcome from attempt a where a.delivery_id = d.id and a.number = d.attempts)
                                         is not distinct from 'worker_lost' end as suspect
        from delivery d where d.id = any($1::uuid[]) and ${requireOpenGate(handlerOfClaim, "$7")} order by d.id for update
      ), lost as (
        insert into attempt (delivery_id, number, started_at, ended_at, outcome, worker, build, failure_code, error)
        select id, attempts, sending_since, now(), 'worker_lost', coalesce(worker, 'unknown'), $3, 'worker_lost',
               'The worker ended before it could say what became of this try.'
        from before where sending_since is not null and state = any($5::text[])
        on conflict (delivery_id, number) do nothing
      ), claimed as (
        update delivery d
        set attempts = d.attempts + 1, sending_since = now(), data_since = null, next_attempt_at = null, worker = $2,
            updated_at = now()
        from before b
        where d.id = b.id and b.state = any($5::text[]) and b.verdict is null and b.accepted_at is null and b.attempts < $4
          and not b.suspect and (b.sending_since is null or b.data_since is null)
        returning d.id, d.attempts
      )
      select b.id, c.attempts as attempt, b.suspect, now() as "startedAt", b.state, b.verdict, b.accepted_at as "acceptedAt",
             b.attempts as "attemptsBefore", b.idempotency_key as "idempotencyKey", ${messageColumns}
      from before b join outbox_message m on m.id = b.message_id left join claimed c on c.id = b.id`,
  row: claimRow,
});

/**
 * Claims deliveries just before their side effects, and counts the attempt: those in flight, not accepted, not marked for
 * dead-lettering, within `maxAttempts`, and without an open claim that has sent its last byte. IDs that do not exist have no
 * entry. Rejects as a whole (gateRefusalOf) while the gate is closed.
 */
export async function claimDeliveries(db: Queryable, claiming: Claiming): Promise<Map<string, Claim>> {
  const { worker, build, maxAttempts, alone = false, isProbe = false } = claiming;
  const claims = toClaims(await untouched.all(db, [claiming.ids, worker, maxAttempts, inFlightStates, isProbe]));
  const ids = claiming.ids.filter((id) => !claims.has(id));
  if (ids.length === 0) return claims;
  // An open earlier claim is recorded as an attempt of a lost worker: its job came back, so its worker is gone or fenced off.
  const others = await touched.all(db, [ids, worker, build, maxAttempts, inFlightStates, alone, isProbe]);
  return new Map([...claims, ...toClaims(others)]);
}

function toClaims(rows: readonly z.output<typeof claimRow>[]): Map<string, Claim> {
  return new Map(
    rows.map(({ id, messageId, type, version, subject, data, occurredAt, traceparent, ...claim }) => [
      id,
      { ...claim, message: { id: messageId, type, version, subject, data, occurredAt, traceparent } },
    ]),
  );
}
