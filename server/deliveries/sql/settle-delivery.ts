import type { Tx } from "#server/db.ts";
import type { Failure } from "#server/deliveries/classify-failure.ts";
import { inFlightStates } from "#server/deliveries/delivery-state.ts";
import type { Receipt } from "#server/handlers/ports.ts";

type Try = { id: string; attempt: number; startedAt: Date; worker: string; build: string };

const inHand = (attempt: string, states: string) =>
  `(d.attempts = ${attempt} and d.sending_since is not null and d.state = any(${states}::text[]))`;

/**
 * Writes that the other side took it. The fact is kept whatever the state is (a late 250 after `dead` too); the state
 * moves only for the try that still holds the claim. A first-try success needs no attempt row (the delivery tells it),
 * unless the try was written off as lost in the meantime: then its row is put right. Returns whether the state moved.
 */
export async function settleDelivered(tx: Tx, tried: Try, receipt: Receipt): Promise<boolean> {
  const { rows } = await tx.query<{ settled: boolean }>({
    name: "settle_delivered",
    text: `
      with told as (
        update delivery d
        set accepted_at = coalesce(d.accepted_at, now()), provider_reply = $3, provider_message_id = $4, updated_at = now(),
            state = case when ${inHand("$2", "$5")} then 'delivered' else d.state end,
            settled_at = case when ${inHand("$2", "$5")} then now() else d.settled_at end,
            version = case when ${inHand("$2", "$5")} then d.version + 1 else d.version end,
            sending_since = case when ${inHand("$2", "$5")} then null else d.sending_since end
        where d.id = $1
        returning d.id, d.state = 'delivered' as settled
      ), written_off as (
        select from attempt where delivery_id = $1 and number = $2
      ), noted as (
        insert into attempt (delivery_id, number, started_at, ended_at, outcome, worker, build, reply)
        select id, $2, $6, now(), 'delivered', $7, $8, $3 from told where $2 > 1 or exists (select from written_off)
        on conflict (delivery_id, number) do update
        set outcome = 'delivered', ended_at = excluded.ended_at, reply = excluded.reply, failure_code = null, error = null
      )
      select settled from told`,
    values: [
      tried.id,
      tried.attempt,
      receipt.reply.slice(0, 2000),
      receipt.providerMessageId,
      inFlightStates,
      tried.startedAt,
      tried.worker,
      tried.build,
    ],
  });
  return rows[0]?.settled ?? false;
}

/**
 * Writes a failed try: the attempt, the reason, and either when the next one starts or the verdict `dead`, which the
 * collector carries out. Returns false when the claim was lost in the meantime: then only an ambiguous fact is kept.
 */
export async function settleFailed(
  tx: Tx,
  tried: Try,
  failure: Failure,
  next: { delaySeconds: number } | "dead",
): Promise<boolean> {
  const { rows } = await tx.query<{ settled: boolean }>({
    name: "settle_failed",
    text: `
      with told as (
        update delivery d
        set state = case when $4::float8 is null then d.state else 'retrying' end,
            verdict = case when $4::float8 is null then 'dead' end,
            next_attempt_at = now() + $4::float8 * interval '1 s', sending_since = null, failure_code = $5, error = $6,
            provider_reply = coalesce($7, d.provider_reply),
            ambiguous_since = case when $8 then coalesce(d.ambiguous_since, now()) else d.ambiguous_since end,
            updated_at = now()
        where d.id = $1 and ${inHand("$2", "$3")}
        returning d.id
      ), maybe_sent as (
        update delivery d set ambiguous_since = coalesce(d.ambiguous_since, now()), updated_at = now()
        where d.id = $1 and $8 and not ${inHand("$2", "$3")}
      ), noted as (
        insert into attempt (delivery_id, number, started_at, ended_at, outcome, worker, build, failure_code, error, reply)
        select id, $2, $9, now(), case when $4::float8 is null then 'dead' else 'retried' end, $10, $11, $5, $6, $7
        from told on conflict (delivery_id, number) do nothing
      )
      select exists (select from told) as settled`,
    values: [
      tried.id,
      tried.attempt,
      inFlightStates,
      next === "dead" ? null : next.delaySeconds,
      failure.code,
      failure.error,
      failure.reply,
      failure.ambiguous,
      tried.startedAt,
      tried.worker,
      tried.build,
    ],
  });
  return rows[0]?.settled ?? false;
}

/** Gives a claim back uncounted: the process stops, and nothing had left it yet. */
export async function returnClaim(tx: Tx, tried: Try): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: "return_claim",
    text: `update delivery d set attempts = d.attempts - 1, sending_since = null, updated_at = now()
           where d.id = $1 and ${inHand("$2", "$3")}`,
    values: [tried.id, tried.attempt, inFlightStates],
  });
  return rowCount === 1;
}
