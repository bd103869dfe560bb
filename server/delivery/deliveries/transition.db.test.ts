import { expect, test } from "vitest";
import { transition } from "#server/delivery/deliveries/transition.ts";
import { inTransaction } from "#server/platform/database/db.ts";
import { testDatabase } from "#server/testing/database.ts";

const pool = await testDatabase();

test("does not deadlock when decisions unblock the same waiting deliveries", async () => {
  // Two dead letters per order, created in opposite orders, that block a third delivery, among a backlog of others.
  const id = (kind: number, n: number) => `00000000-0000-7000-800${kind}-${String(n).padStart(12, "0")}`;
  const orders = Array.from({ length: 400 }, (_, n) => n);
  const first = orders.map((n) => id(1, n));
  const second = orders.map((n) => id(2, 400 - n));
  const rows = orders.flatMap((n) => [
    { id: first[n], subject: n, position: 1, state: "dead" },
    { id: second[n], subject: n, position: 2, state: "dead" },
    { id: id(3, n), subject: n, position: 3, state: "waiting" },
  ]);
  const others = Array.from({ length: 5_000 }, (_, n) => ({
    id: id(4, n),
    subject: -n,
    position: 1,
    state: "waiting",
  }));
  await pool.query(
    `insert into delivery (id, message_id, handler, subject, state, root_id, idempotency_key, position, ordered, settled_at)
     select id, id, 'mails', 'orders/' || subject, state, id, id, position, true, case state when 'dead' then now() end
     from json_to_recordset($1::json) as r (id uuid, subject int, position int, state text)`,
    [JSON.stringify([...rows, ...others])],
  );
  await pool.query("analyze delivery");
  for (let round = 0; round < 5; round += 1) {
    for (const to of ["discarded", "dead"] as const)
      await Promise.all([first, second].map((ids) => inTransaction(pool, (tx) => transition(tx, ids, to))));
  }
  const { rows: versions } = await pool.query("select distinct version from delivery where state = 'dead'");
  expect(versions).toEqual([{ version: 11 }]);
});
