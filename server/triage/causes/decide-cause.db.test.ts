import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, expect, test } from "vitest";
import { verifyChain } from "#server/audit/verify-chain.ts";
import { aUser } from "#server/testing/access.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aDeadLetter, anOperator } from "#server/testing/factories.ts";
import { aPipeline } from "#server/testing/pipeline.ts";
import { assignOwner } from "#server/triage/causes/assign-owner.ts";
import { discardCause } from "#server/triage/causes/discard-cause.ts";
import { getCause } from "#server/triage/causes/get-cause.ts";
import { muteCause } from "#server/triage/causes/mute-cause.ts";
import { reopenCause } from "#server/triage/causes/reopen-cause.ts";
import { resolveCause } from "#server/triage/causes/resolve-cause.ts";
import { restoreCause } from "#server/triage/causes/restore-cause.ts";
import { setCauseNote } from "#server/triage/causes/set-cause-note.ts";
import { unmuteCause } from "#server/triage/causes/unmute-cause.ts";
import { listDeadLetters } from "#server/triage/dead-letter-lists/list-dead-letters.ts";
import { createReplay } from "#server/triage/replays/create-replay.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);
const by = { actor: anOperator, requestId: null };

beforeEach(() => pool.query("truncate cause, cause_hour, outbox_message, outbox_pending, delivery, attempt cascade"));

/** A cause with one dead letter, at the version that the operator has just read. */
async function aCause() {
  const deadLetter = await aDeadLetter(pool, pipeline);
  const { rows } = await pool.query<{ fingerprint: string; version: number }>("select fingerprint, version from cause");
  const fingerprint = rows[0]?.fingerprint ?? "";
  const seen = { fingerprint, expectedVersion: rows[0]?.version ?? 0, ...by };
  return { deadLetter, fingerprint, seen, anyVersion: { ...seen, expectedVersion: null } };
}
const stateOf = async (fingerprint: string) => (await getCause({ fingerprint, limit: 1 })).state;
const outcomes = (settled: PromiseSettledResult<unknown>[]) =>
  settled.map((one) => (one.status === "fulfilled" ? "done" : (one.reason as { code: string }).code)).sort();

test("a mute ends with its number of dead letters", async () => {
  const { fingerprint, seen } = await aCause();
  const muted = await muteCause({ ...seen, body: { deaths: 2 } });
  expect(muted).toMatchObject({
    state: "muted",
    muted: { until: null, deathsLeft: 2 },
    version: seen.expectedVersion + 1,
  });
  await aDeadLetter(pool, pipeline);
  expect(await stateOf(fingerprint)).toBe("muted");
  await aDeadLetter(pool, pipeline);
  expect(await getCause({ fingerprint, limit: 1 })).toMatchObject({
    state: "new",
    muted: null,
    version: muted.version,
  });
});

test("a mute ends at its time or by an unmute; an ended one cannot be unmuted", async () => {
  const { fingerprint, seen, anyVersion } = await aCause();
  const until = new Date(Date.now() + 3_600_000).toISOString();
  expect(await muteCause({ ...seen, body: { until } })).toMatchObject({
    state: "muted",
    muted: { until, deathsLeft: null },
  });
  expect(await unmuteCause(anyVersion)).toMatchObject({ state: "new", muted: null });
  await muteCause({ ...anyVersion, body: { until } });
  await pool.query("update cause set muted_until = clock_timestamp() - interval '1 second'");
  expect(await stateOf(fingerprint)).toBe("new");
  await expect(unmuteCause(anyVersion)).rejects.toMatchObject({ code: "conflict" });
  const past = muteCause({ ...anyVersion, body: { until: new Date(0).toISOString() } });
  await expect(past).rejects.toMatchObject({ code: "invalid_input" });
});

test("a dead letter after the resolution makes the cause regressed, and stale decisions get 412", async () => {
  const { fingerprint, seen } = await aCause();
  const resolved = await resolveCause(seen);
  expect(resolved).toMatchObject({ state: "resolved", dead: 1 });
  await aDeadLetter(pool, pipeline);
  const back = await getCause({ fingerprint, limit: 1 });
  expect(back).toMatchObject({ state: "regressed", resolvedAt: null, dead: 2, version: resolved.version + 1 });
  await expect(reopenCause({ ...seen, expectedVersion: resolved.version })).rejects.toMatchObject({
    code: "precondition_failed",
  });
  const again = await resolveCause({ ...seen, expectedVersion: back.version });
  expect(again).toMatchObject({ state: "resolved", regressedAt: null });
  expect(await reopenCause({ ...seen, expectedVersion: again.version })).toMatchObject({ state: "new" });
});

test("a new dead letter does not make a decision stale", async () => {
  const { seen } = await aCause();
  await aDeadLetter(pool, pipeline);
  await expect(muteCause({ ...seen, body: { deaths: 5 } })).resolves.toMatchObject({ state: "muted" });
});

test("note, link and owner survive a mute, a resolution, a replay and the next dead letter", async () => {
  const { deadLetter, fingerprint, seen, anyVersion } = await aCause();
  const { id } = await aUser(pool, "operator");
  const note = { note: "waits for the vendor", link: "https://example.com/INC-142" };
  await setCauseNote({ ...seen, body: note });
  await assignOwner({ ...anyVersion, ownerId: id });
  await muteCause({ ...anyVersion, body: { deaths: 1 } });
  await resolveCause(anyVersion);
  await createReplay({ id: deadLetter.delivery.id, body: {}, expectedVersion: null, ...by });
  await aDeadLetter(pool, pipeline);
  expect(await getCause({ fingerprint, limit: 1 })).toMatchObject({ ...note, owner: { id, name: "Leo Kim" } });
});

test("only a user who may act on a cause can be its owner", async () => {
  const { anyVersion } = await aCause();
  const viewer = await aUser(pool, "viewer", { invited: true });
  const gone = await aUser(pool, "operator", { disabled: true, invited: true });
  for (const ownerId of [viewer.id, gone.id, randomUUID()]) {
    await expect(assignOwner({ ...anyVersion, ownerId })).rejects.toMatchObject({ code: "invalid_input" });
  }
  expect(await assignOwner({ ...anyVersion, ownerId: null })).toMatchObject({ owner: null });
});

test("of twenty racing decisions on one version one commits and is audited, the others get 412", async () => {
  const { fingerprint, seen } = await aCause();
  const before = await pool.query("select count(*)::int as count from audit_entry");
  const racing = Array.from({ length: 20 }, (_, place) =>
    [
      () => muteCause({ ...seen, body: { deaths: 1 + place } }),
      () => resolveCause(seen),
      () => setCauseNote({ ...seen, body: { note: `note ${place}`, link: null } }),
      () => discardCause({ ...seen, reason: "a race", diedBefore: null }),
    ][place % 4]?.(),
  );
  const results = outcomes(await Promise.allSettled(racing));
  expect(results.filter((one) => one === "done")).toHaveLength(1);
  expect(new Set(results)).toEqual(new Set(["done", "precondition_failed"]));
  expect((await getCause({ fingerprint, limit: 1 })).version).toBe(seen.expectedVersion + 1);
  const after = await pool.query("select count(*)::int as count from audit_entry");
  expect(after.rows[0].count - before.rows[0].count).toBe(1);
});

test("discards and restores a cause 500 at a time, with one audit entry each, and the chain verifies", async () => {
  const { fingerprint, seen, anyVersion } = await aCause();
  await pool.query(
    `with made as (
       insert into outbox_message (id, source, type, subject, data)
       select gen_random_uuid(), '/store', 'order.created', 'orders/' || n, '{}' from generate_series(1, 600) n returning id, subject, seq
     )
     insert into delivery (id, message_id, root_id, handler, subject, state, idempotency_key, position, cause, settled_at)
     select id, id, id, 'order-notifications', subject, 'dead', id, seq, $1, now() - interval '1 hour' from made`,
    [fingerprint],
  );
  await pool.query("update cause set dead = dead + 600");
  const early = new Date(Date.now() - 7_200_000);
  await expect(discardCause({ ...anyVersion, reason: "too early", diedBefore: early })).rejects.toMatchObject({
    code: "conflict",
  });
  const discarding = { ...anyVersion, requestId: randomUUID(), reason: "a duplicate import", diedBefore: null };
  expect(await discardCause({ ...discarding, expectedVersion: seen.expectedVersion })).toEqual({
    discarded: 500,
    left: 101,
  });
  const { rows } = await pool.query(
    `select count(*)::int as entries, count(distinct target_id)::int as letters, min(reason) as reason
     from audit_entry where request_id = $1 and action = 'dead-letter.discard'`,
    [discarding.requestId],
  );
  expect(rows).toEqual([{ entries: 500, letters: 500, reason: "a duplicate import" }]);
  expect(await discardCause(discarding)).toEqual({ discarded: 101, left: 0 });
  expect(await stateOf(fingerprint)).toBe("quiet");
  await expect(discardCause(discarding)).rejects.toMatchObject({ code: "conflict" });

  await pool.query(
    "update outbox_message set payload_purged_at = now() where id in (select message_id from delivery where cause = $1 order by id limit 1)",
    [fingerprint],
  );
  expect((await getCause({ fingerprint, limit: 1 })).discarded).toEqual({ count: 600, more: false });
  expect(await restoreCause(anyVersion)).toEqual({ restored: 500, left: 100 });
  expect(await restoreCause(anyVersion)).toEqual({ restored: 100, left: 0 });
  await expect(restoreCause(anyVersion)).rejects.toMatchObject({ code: "conflict" });
  expect(await getCause({ fingerprint, limit: 1 })).toMatchObject({ dead: 600, discarded: { count: 0 } });
  expect(await verifyChain(pool)).toMatchObject({ intact: true });
});

test("a dead letter has its cause, and an unknown cause is 404", async () => {
  const { fingerprint, anyVersion } = await aCause();
  expect((await listDeadLetters({ limit: 1 })).items[0]?.cause).toBe(fingerprint);
  const unknown = { ...anyVersion, fingerprint: "0".repeat(16) };
  for (const decide of [resolveCause, unmuteCause, restoreCause]) {
    await expect(decide(unknown)).rejects.toMatchObject({ code: "not_found" });
  }
  const discarding = discardCause({ ...unknown, reason: "nothing", diedBefore: null });
  await expect(discarding).rejects.toMatchObject({ code: "not_found" });
});
