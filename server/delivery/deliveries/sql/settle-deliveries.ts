import type { Failure } from "#server/delivery/deliveries/classify-failure.ts";
import { inFlightStates } from "#server/delivery/deliveries/delivery-state.ts";
import { recheckNext } from "#server/delivery/deliveries/sql/recheck-next.ts";
import type { Receipt } from "#server/delivery/handlers/ports.ts";
import type { Tx } from "#server/platform/database/db.ts";

export type Try = { id: string; attempt: number; startedAt: Date; worker: string; build: string };

export type Accepted = { tried: Try; receipt: Receipt };
export type Failed = { tried: Try; failure: Failure; next: { delaySeconds: number } | "dead" };
/** The failed try of a probe, which costs the delivery nothing. */
export type Spared = { tried: Try; failure: Failure; next: { delaySeconds: number } };

/** The deliveries of which the given tries still hold the claim: locked, in the order of their ids, and judged afterwards. */
const locked = `locked as materialized (
  select d.id, d.attempts = g.attempt and d.sending_since is not null and d.state = any($1::text[]) as held
  from delivery d join given g on g.id = d.id where d.id = any($2::uuid[]) order by d.id for update of d
)`;
const idsOf = (rows: readonly { id: string; held: boolean }[]): Set<string> =>
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

const failedColumns = (all: readonly (Failed | Spared)[]) => [
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

/**
 * Writes that the other side took them. The fact is kept whatever the state is (a late 250 after `dead` too); the state
 * moves only for the try that still holds the claim. A first-try success needs no attempt row (the delivery tells it),
 * unless the try was written off as lost in the meantime: then its row is put right. Returns the ids that moved.
 */
export async function settleDelivered(tx: Tx, all: readonly Accepted[]): Promise<Set<string>> {
  const moved = await settleHeld(tx, all);
  const late = all.filter(({ tried }) => !moved.has(tried.id));
  if (late.length > 0) await noteLate(tx, late);
  return moved;
}

/**
 * Those whose try holds the claim: nobody else can move them, so nothing is locked beforehand. Found one by one through
 * the key (the planner of a young table compared all with all, 6 ms for 100), and by their place. The fence is said twice:
 * PostgreSQL before 18.1, 17.7, 16.11, 15.15 and 14.20 does not compare the place of a row again that moves in between.
 */
async function settleHeld(tx: Tx, all: readonly Accepted[]): Promise<Set<string>> {
  const { rows } = await tx.query<{ id: string }>({
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
    values: [...acceptedColumns(all), inFlightStates],
  });
  return new Set(rows.map(({ id }) => id));
}

/** A 250 of a try that lost its claim: only the fact. The later try, or the collector, goes by it. */
async function noteLate(tx: Tx, all: readonly Accepted[]): Promise<void> {
  await tx.query({
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
    values: acceptedColumns(all),
  });
}

/**
 * Writes failed tries: each attempt, the reason, and either when the next one starts or the verdict `dead`, which the
 * collector carries out. Of a try that lost its claim in the meantime only an ambiguous fact is kept. Returns the ids that
 * still held theirs.
 */
export async function settleFailed(tx: Tx, all: readonly Failed[]): Promise<Set<string>> {
  const { rows } = await tx.query<{ id: string; held: boolean }>({
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
    values: failedColumns(all),
  });
  return idsOf(rows);
}

/**
 * Gives claims back uncounted: nothing had left the process yet. Returns the ids that still held theirs. The number is free
 * again afterwards, so that a repeat (the commit's answer was lost) is told from the next claim by its worker.
 */
export async function returnClaims(tx: Tx, all: readonly { tried: Try }[]): Promise<Set<string>> {
  const { rows } = await tx.query<{ id: string; held: boolean }>({
    name: "return_claims",
    text: `
      with given as materialized (
        select * from unnest($2::uuid[], $3::int[], $4::text[]) as g (id, attempt, worker)
      ), ${locked}
      update delivery d set attempts = d.attempts - 1, sending_since = null, updated_at = now()
      from locked l join given g on g.id = l.id where d.id = l.id and l.held and d.worker = g.worker
      returning d.id, l.held`,
    values: [
      inFlightStates,
      all.map(({ tried }) => tried.id),
      all.map(({ tried }) => tried.attempt),
      all.map(({ tried }) => tried.worker),
    ],
  });
  return idsOf(rows);
}

/**
 * Gives the claims of probes that failed back uncounted, and puts them off so that the next probe is another one. No attempt
 * is written: the number is the next try's. Returns the ids that still held theirs, told from a repeat by their worker.
 */
export async function spareProbes(tx: Tx, all: readonly Spared[]): Promise<Set<string>> {
  const { rows } = await tx.query<{ id: string; held: boolean }>({
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
    values: failedColumns(all),
  });
  return idsOf(rows);
}
