import * as z from "zod";
import type { Failure } from "#server/delivery/deliveries/classify-failure.ts";
import { inFlightStates } from "#server/delivery/deliveries/delivery-state.ts";
import { recheckNext } from "#server/delivery/deliveries/sql/recheck-next.ts";
import type { Receipt } from "#server/delivery/handlers/ports.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

export type ClaimedAttempt = { id: string; attempt: number; startedAt: Date; worker: string; build: string };

export type Accepted = { tried: ClaimedAttempt; receipt: Receipt };
export type Failed = { tried: ClaimedAttempt; failure: Failure; next: { delaySeconds: number } | "dead" };
/** The failed attempt of a probe, which is not counted. */
export type ProbeFailed = { tried: ClaimedAttempt; failure: Failure; next: { delaySeconds: number } };

/** Locks the deliveries in the order of their IDs. `held`: the attempt still holds the claim. */
const locked = `locked as materialized (
  select d.id, d.attempts = g.attempt and d.sending_since is not null and d.state = any($1::text[]) as held
  from delivery d join given g on g.id = d.id where d.id = any($2::uuid[]) order by d.id for update of d
)`;
const heldRow = z.object({ id: z.uuid(), held: z.boolean() });
const idsOf = (rows: readonly z.output<typeof heldRow>[]): Set<string> =>
  new Set(rows.filter(({ held }) => held).map(({ id }) => id));

const acceptedColumns = (all: readonly Accepted[]) => [
  all.map(({ tried }) => tried.id),
  all.map(({ tried }) => tried.attempt),
  all.map(({ receipt }) => receipt.reply.slice(0, 2000)),
  all.map(({ receipt }) => receipt.providerMessageId),
  all.map(({ tried }) => tried.startedAt),
  all.map(({ tried }) => tried.worker),
  all.map(({ tried }) => tried.build),
];
const accepted = `given as materialized (
  select * from unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::text[])
    as g (id, attempt, reply, provider_message_id, started_at, worker, build)
)`;

const failedColumns = (all: readonly (Failed | ProbeFailed)[]) => [
  inFlightStates,
  all.map(({ tried }) => tried.id),
  all.map(({ tried }) => tried.attempt),
  all.map(({ next }) => (next === "dead" ? null : next.delaySeconds)),
  all.map(({ failure }) => failure.code),
  all.map(({ failure }) => failure.error),
  all.map(({ failure }) => failure.reply),
  all.map(({ failure }) => failure.ambiguous),
  all.map(({ tried }) => tried.startedAt),
  all.map(({ tried }) => tried.worker),
  all.map(({ tried }) => tried.build),
];
const failed = `given as materialized (
  select * from unnest($2::uuid[], $3::int[], $4::float8[], $5::text[], $6::text[], $7::text[], $8::bool[],
                       $9::timestamptz[], $10::text[], $11::text[])
    as g (id, attempt, delay, code, error, reply, ambiguous, started_at, worker, build)
)`;

// No lock beforehand: nothing else can move a delivery whose attempt holds the claim. `limit 1`: with few statistics the
// planner compared all with all (6 ms for 100). The fence is repeated: PostgreSQL before 18.1, 17.7, 16.11, 15.15 and 14.20
// does not compare the ctid again for a row that moves in between.
const settleHeld = defineStatement({
  name: "settle_held",
  text: `
      with ${accepted}, held as materialized (
        select g.*, found.place from given g, lateral (
          select x.ctid as place from delivery x
          where x.id = g.id and x.attempts = g.attempt and x.sending_since is not null and x.state = any($8::text[]) limit 1
        ) found
      ), told as (
        update delivery d
        set state = 'delivered', accepted_at = coalesce(d.accepted_at, now()), settled_at = now(), updated_at = now(),
            provider_reply = h.reply, provider_message_id = h.provider_message_id, version = d.version + 1,
            claimed_at = d.sending_since, sending_since = null
        from held h where d.ctid = h.place
          and d.attempts = h.attempt and d.sending_since is not null and d.state = any($8::text[])
        returning d.id, d.handler, d.subject, d.ordered
      ), ${recheckNext("told")}, noted as (
        insert into attempt (delivery_id, number, started_at, ended_at, outcome, worker, build, reply)
        select g.id, g.attempt, g.started_at, now(), 'delivered', g.worker, g.build, g.reply
        from given g join told t on t.id = g.id where g.attempt > 1
      )
      select id from told`,
  row: z.object({ id: z.uuid() }),
});

// The 250 of an attempt that lost its claim: only the fact. The later attempt, or the collector, considers it.
const noteLate = defineStatement({
  name: "note_late",
  text: `
      with ${accepted}, locked as materialized (
        select d.id from delivery d where d.id = any($1::uuid[]) order by d.id for update of d
      ), told as (
        update delivery d
        set accepted_at = coalesce(d.accepted_at, now()), provider_reply = g.reply, updated_at = now(),
            provider_message_id = g.provider_message_id
        from given g join locked l on l.id = g.id where d.id = g.id
        returning d.id
      )
      insert into attempt (delivery_id, number, started_at, ended_at, outcome, worker, build, reply)
      select g.id, g.attempt, g.started_at, now(), 'delivered', g.worker, g.build, g.reply
      from given g join told t on t.id = g.id
      where g.attempt > 1 or (select a.number from attempt a where a.delivery_id = g.id and a.number = g.attempt) is not null
      on conflict (delivery_id, number) do update
      set outcome = 'delivered', ended_at = excluded.ended_at, reply = excluded.reply, failure_code = null, error = null`,
});

/**
 * Records that the destination accepted them, in any state (a late 250 after `dead` too). Only attempts that still hold the
 * claim change the state. A first attempt that succeeds gets no attempt row, unless it was recorded as lost. Returns the IDs
 * that became delivered.
 */
export async function settleDelivered(tx: Tx, all: readonly Accepted[]): Promise<Set<string>> {
  const rows = await settleHeld.all(tx, [...acceptedColumns(all), inFlightStates]);
  const moved = new Set(rows.map(({ id }) => id));
  const late = all.filter(({ tried }) => !moved.has(tried.id));
  if (late.length > 0) await noteLate.run(tx, acceptedColumns(late));
  return moved;
}

const settleFailures = defineStatement({
  name: "settle_failed",
  text: `
      with ${failed}, ${locked}, maybe_sent as (
        update delivery d set ambiguous_since = coalesce(d.ambiguous_since, now()), updated_at = now()
        from given g join locked l on l.id = g.id where d.id = g.id and g.ambiguous and not l.held
      ), told as (
        update delivery d
        set state = case when g.delay is null then d.state else 'retrying' end,
            verdict = case when g.delay is null then 'dead' end,
            next_attempt_at = now() + g.delay * interval '1 s', sending_since = null, failure_code = g.code,
            error = g.error, provider_reply = coalesce(g.reply, d.provider_reply),
            ambiguous_since = case when g.ambiguous then coalesce(d.ambiguous_since, now()) else d.ambiguous_since end,
            updated_at = now()
        from given g join locked l on l.id = g.id where d.id = g.id and l.held
        returning d.id, l.held
      ), noted as (
        insert into attempt (delivery_id, number, started_at, ended_at, outcome, worker, build, failure_code, error, reply)
        select g.id, g.attempt, g.started_at, now(), case when g.delay is null then 'dead' else 'retried' end,
               g.worker, g.build, g.code, g.error, g.reply
        from given g join told t on t.id = g.id on conflict (delivery_id, number) do nothing
      )
      select id, held from told`,
  row: heldRow,
});

/**
 * Records failed attempts: the attempt, its failure, and either the time of the next one or the verdict `dead`, which the
 * collector executes. Of an attempt that lost its claim only an ambiguous send is recorded. Returns the IDs that held it.
 */
export const settleFailed = async (tx: Tx, all: readonly Failed[]): Promise<Set<string>> =>
  idsOf(await settleFailures.all(tx, failedColumns(all)));

const returnUncounted = defineStatement({
  name: "return_claims",
  text: `
      with given as materialized (
        select * from unnest($2::uuid[], $3::int[], $4::text[]) as g (id, attempt, worker)
      ), ${locked}
      update delivery d set attempts = d.attempts - 1, sending_since = null, updated_at = now()
      from locked l join given g on g.id = l.id where d.id = l.id and l.held and d.worker = g.worker
      returning d.id, l.held`,
  row: heldRow,
});

/**
 * Returns claims uncounted: nothing was sent. Their attempt number is free again, so that a repetition of this call is
 * distinguished from the next claim by its worker. Returns the IDs that held the claim.
 */
export async function returnClaims(tx: Tx, all: readonly { tried: ClaimedAttempt }[]): Promise<Set<string>> {
  const rows = await returnUncounted.all(tx, [
    inFlightStates,
    all.map(({ tried }) => tried.id),
    all.map(({ tried }) => tried.attempt),
    all.map(({ tried }) => tried.worker),
  ]);
  return idsOf(rows);
}

const returnProbes = defineStatement({
  name: "spare_probes",
  text: `
      with ${failed}, ${locked}
      update delivery d
      set attempts = d.attempts - 1, sending_since = null, state = 'retrying', next_attempt_at = now() + g.delay * interval '1 s',
          failure_code = g.code, error = g.error, provider_reply = coalesce(g.reply, d.provider_reply),
          ambiguous_since = case when g.ambiguous then coalesce(d.ambiguous_since, now()) else d.ambiguous_since end,
          updated_at = now()
      from locked l join given g on g.id = l.id where d.id = l.id and l.held and d.worker = g.worker
      returning d.id, l.held`,
  row: heldRow,
});

/**
 * Returns the claims of failed probes uncounted, with a delay, so that the next probe is another delivery. Records no attempt:
 * its number is that of the next one. Returns the IDs that held the claim, distinguished from a repetition by their worker.
 */
export const returnFailedProbes = async (tx: Tx, all: readonly ProbeFailed[]): Promise<Set<string>> =>
  idsOf(await returnProbes.all(tx, failedColumns(all)));
