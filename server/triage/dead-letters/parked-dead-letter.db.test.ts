import { afterAll, expect, test } from "vitest";
import { testDatabase } from "#server/testing/database.ts";
import { anOperator, anOrderCreated, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline, mailHandler } from "#server/testing/pipeline.ts";
import { endUndoWindow } from "#server/testing/queue-faults.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";
import { getDeadLetter } from "#server/triage/dead-letters/get-dead-letter.ts";
import { listMessages } from "#server/triage/messages/list-messages.ts";
import { createReplay } from "#server/triage/replays/create-replay.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

/** A message that the relay failed to publish five times. The reason is gone now. */
async function aParkedMessage() {
  const message = await anOrderCreated(pool);
  await pool.query(
    `create or replace function poison() returns trigger language plpgsql as $$
     begin if new.state <> 'dead' and new.subject = '${message.subject}' then raise exception 'a value is out of range' using errcode = '22003'; end if; return new; end $$`,
  );
  await pool.query("create trigger poison before insert on delivery for each row execute function poison()");
  for (let attempt = 0; attempt < 5; attempt += 1) {
    await pipeline.tick();
    await pool.query("update outbox_pending set next_try_at = now()");
  }
  await pool.query("drop trigger poison on delivery");
  return message;
}

test("a parked message is listed with its error, and its replay is delivered", async () => {
  const { id, subject } = await aParkedMessage();
  const [parked] = await deliveriesOf(pool, subject);
  if (!parked) throw new Error("nothing was parked");
  expect(await getDeadLetter(parked.id)).toMatchObject({
    state: "dead",
    failureCode: "payload_invalid",
    error: "a value is out of range",
    attempts: 0,
    payload: { email: "a•••@example.com" },
  });

  const replay = await createReplay({
    id: parked.id,
    body: {},
    expectedVersion: null,
    actor: anOperator,
    requestId: null,
  });
  await endUndoWindow(pool, replay.delivery.id);
  await pipeline.tick();
  const { ports, mails } = recordingPorts();
  await pipeline.work(mailHandler, ports);
  expect(mails.map(({ to }) => to.address)).toEqual(["ada@example.com"]);
  // The key that the relay would have used: a restored copy that relays it sends no second Message-ID.
  const { rows } = await pool.query("select idempotency_key_of($1, $2) as key", [id, mailHandler]);
  expect(mails[0]?.idempotencyKey).toBe(rows[0].key);
  expect((await deliveriesOf(pool, subject)).map(({ state }) => state)).toEqual(["replayed", "delivered"]);
});

test("a parked message is listed by its time", async () => {
  const { id } = await aParkedMessage();
  const later = await anOrderCreated(pool);
  await pipeline.tick();
  const { items } = await listMessages({ filter: {}, cursor: null, limit: 3 });
  expect(items.map(({ messageId }) => messageId)).toEqual([later.id, later.id, id]);
});
