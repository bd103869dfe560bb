import type { DeliveryState } from "#server/contracts/delivery/delivery.ts";
import { inFlightStates } from "#server/delivery/deliveries/delivery-state.ts";
import { acceptedAtOf } from "#server/delivery/deliveries/sql/accepted-at-of.ts";
import { requireOpenGate } from "#server/delivery/gate/gate.ts";
import type { Queryable } from "#server/platform/database/db.ts";

export type ClaimedMessage = {
  id: string;
  type: string;
  version: number;
  subject: string;
  data: unknown;
  occurredAt: Date;
  traceparent: string | null;
};

export type Claim = {
  /** The number of the try that this claim begins, or null when nothing was claimed. */
  attempt: number | null;
  /** A worker died over it, and it may be why: it is not claimed but with `alone`, one of these at a time. */
  suspect: boolean;
  startedAt: Date;
  state: DeliveryState;
  verdict: "dead" | null;
  acceptedAt: Date | null;
  /** Tries counted before this claim. */
  attemptsBefore: number;
  idempotencyKey: string;
  message: ClaimedMessage;
};

export type Claiming = {
  ids: readonly string[];
  worker: string;
  build: string;
  budget: number;
  alone?: boolean;
  /** Its handler's breaker lets it through: the place was taken in this very transaction. */
  isProbe?: boolean;
};

const messageColumns = `m.id as "messageId", m.type, m.version, m.subject, m.data, m.occurred_at as "occurredAt", m.traceparent`;
/** One claim is of one handler, whose pause or breaker holds it back as a whole. */
const handlerOfClaim = "(select of.handler from delivery of where of.id = ($1::uuid[])[1])";
type Row = Omit<Claim, "message"> & { id: string; messageId: string } & Omit<ClaimedMessage, "id">;

/**
 * Claims deliveries just before their side effects begin, each if it is in flight, not accepted before (nor was what it
 * repeats), not condemned,
 * has budget left, and no open claim on it has sent its last byte. The claim counts the try. A claim that finds an earlier
 * one open writes that worker's death as an attempt first: its job came back, so its worker is gone (or will be fenced
 * off). Ids that do not exist have no entry. Fails as a whole (gateRefusalOf) where the handler is paused
 * or held, or sending is not confirmed for this very database: asked in the same statement, because nothing asked before it
 * could know which database will answer it.
 */
export async function claimDeliveries(queryable: Queryable, claiming: Claiming): Promise<Map<string, Claim>> {
  const claims = await claimUntouched(queryable, claiming);
  const ids = claiming.ids.filter((id) => !claims.has(id));
  if (ids.length === 0) return claims;
  return new Map([...claims, ...(await claimAny(queryable, { ...claiming, ids }))]);
}

/** What nearly all are: first revisions, never tried. One heap-only update, and no lock beforehand. */
async function claimUntouched(
  queryable: Queryable,
  { ids, worker, budget, isProbe = false }: Claiming,
): Promise<Map<string, Claim>> {
  const { rows } = await queryable.query<Row>({
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
    values: [ids, worker, budget, inFlightStates, isProbe],
  });
  return toClaims(rows);
}

async function claimAny(
  queryable: Queryable,
  { ids, worker, build, budget, alone = false, isProbe = false }: Claiming,
): Promise<Map<string, Claim>> {
  const { rows } = await queryable.query<Row>({
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
    values: [ids, worker, build, budget, inFlightStates, alone, isProbe],
  });
  return toClaims(rows);
}

function toClaims(rows: readonly Row[]): Map<string, Claim> {
  return new Map(
    rows.map(({ id, messageId, type, version, subject, data, occurredAt, traceparent, ...claim }) => [
      id,
      { ...claim, message: { id: messageId, type, version, subject, data, occurredAt, traceparent } },
    ]),
  );
}
