import type pg from "pg";
import type { DeliveryState } from "#server/contracts/delivery.ts";
import { inFlightStates } from "#server/deliveries/delivery-state.ts";

export type ClaimedMessage = {
  id: string;
  type: string;
  version: number;
  subject: string;
  data: unknown;
  occurredAt: Date;
};

export type Claim = {
  /** The number of the try that this claim begins, or null when nothing was claimed. */
  attempt: number | null;
  startedAt: Date;
  state: DeliveryState;
  verdict: "dead" | null;
  acceptedAt: Date | null;
  /** Tries counted before this claim. */
  attemptsBefore: number;
  idempotencyKey: string;
  message: ClaimedMessage;
};

/**
 * Claims a delivery just before its side effect, if it is in flight, not accepted before, not condemned, and has budget
 * left. The claim counts the try. A claim that finds an earlier one open writes that worker's death as an attempt first:
 * its job came back, so its worker is gone (or will be fenced off). Returns null for an id that does not exist.
 */
export async function claimDelivery(
  pool: pg.Pool,
  input: { id: string; worker: string; build: string; budget: number },
): Promise<Claim | null> {
  const { rows } = await pool.query({
    name: "claim_delivery",
    text: `
      with before as materialized (
        select * from delivery where id = $1 for update
      ), lost as (
        insert into attempt (delivery_id, number, started_at, ended_at, outcome, worker, build, failure_code, error)
        select id, attempts, sending_since, now(), 'worker_lost', coalesce(worker, 'unknown'), $3, 'worker_lost',
               'The worker ended before it could say what became of this try.'
        from before where sending_since is not null and state = any($5::text[])
        on conflict (delivery_id, number) do nothing
      ), claimed as (
        update delivery d
        set attempts = d.attempts + 1, sending_since = now(), next_attempt_at = null, worker = $2, updated_at = now()
        from before b
        where d.id = b.id and b.state = any($5::text[]) and b.verdict is null and b.accepted_at is null and b.attempts < $4
        returning d.id, d.attempts
      )
      select c.attempts as attempt, now() as "startedAt", b.state, b.verdict, b.accepted_at as "acceptedAt",
             b.attempts as "attemptsBefore", b.idempotency_key as "idempotencyKey",
             json_build_object('id', m.id, 'type', m.type, 'version', m.version, 'subject', m.subject, 'data', m.data) as message,
             m.occurred_at as "occurredAt"
      from before b join outbox_message m on m.id = b.message_id left join claimed c on c.id = b.id`,
    values: [input.id, input.worker, input.build, input.budget, inFlightStates],
  });
  const [row] = rows;
  if (!row) return null;
  const { occurredAt, message, ...claim } = row;
  return { ...claim, message: { ...message, occurredAt } };
}
