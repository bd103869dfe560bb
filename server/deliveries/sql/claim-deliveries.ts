import type { DeliveryState } from "#server/contracts/delivery.ts";
import type { Queryable } from "#server/db.ts";
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
 * Claims deliveries just before their side effects begin, each if it is in flight, not accepted before, not condemned, and
 * has budget left. The claim counts the try. A claim that finds an earlier one open writes that worker's death as an
 * attempt first: its job came back, so its worker is gone (or will be fenced off). Ids that do not exist have no entry.
 */
export async function claimDeliveries(
  queryable: Queryable,
  input: { ids: readonly string[]; worker: string; build: string; budget: number },
): Promise<Map<string, Claim>> {
  const { rows } = await queryable.query({
    name: "claim_deliveries",
    text: `
      with before as materialized (
        select d.id, d.message_id, d.state, d.verdict, d.accepted_at, d.attempts, d.sending_since, d.worker, d.idempotency_key
        from delivery d where d.id = any($1::uuid[]) order by d.id for update
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
      select b.id, c.attempts as attempt, now() as "startedAt", b.state, b.verdict, b.accepted_at as "acceptedAt",
             b.attempts as "attemptsBefore", b.idempotency_key as "idempotencyKey",
             json_build_object('id', m.id, 'type', m.type, 'version', m.version, 'subject', m.subject, 'data', m.data) as message,
             m.occurred_at as "occurredAt"
      from before b join outbox_message m on m.id = b.message_id left join claimed c on c.id = b.id`,
    values: [input.ids, input.worker, input.build, input.budget, inFlightStates],
  });
  return new Map(
    rows.map(({ id, occurredAt, message, ...claim }) => [id, { ...claim, message: { ...message, occurredAt } }]),
  );
}
