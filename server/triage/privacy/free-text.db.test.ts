import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Role } from "#server/contracts/identity/access.ts";
import { routes } from "#server/http/app.ts";
import { aToken } from "#server/testing/access.ts";
import { serveApi } from "#server/testing/api-client.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aDeadLetter } from "#server/testing/factories.ts";
import { aPipeline, mailHandler } from "#server/testing/pipeline.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
const api = await serveApi();
afterAll(pipeline.stop);

/** An address that an operator typed and no payload contains. */
const canary = /zebedee\.quagmire/i;
const said = "Zebedee.Quagmire@canary.example called";

const tokenOf = async (role: Role) => (await aToken(pool, role)).headers;
const [viewer, operator] = [await tokenOf("viewer"), await tokenOf("operator")];
const act = async (path: string, json: unknown) => {
  const answer = await api.call("POST", path, { headers: { ...operator, "if-match": "*" }, json });
  expect(answer.status, `${path} ${answer.text}`).toBeLessThan(300);
  return JSON.parse(answer.text);
};
const ids = { order: "", deadLetter: "", cause: "", discarded: "" };

/** Free text of every kind that an operator types or a server answers, each with an address. */
beforeAll(async () => {
  const [deadLetter, other] = [await aDeadLetter(pool, pipeline), await aDeadLetter(pool, pipeline)];
  Object.assign(ids, { order: deadLetter.orderId, deadLetter: deadLetter.delivery.id, discarded: other.delivery.id });
  ids.cause = (await pool.query("select cause from delivery where id = $1", [ids.deadLetter])).rows[0].cause;
  await act(`/api/v1/causes/${ids.cause}/note`, {
    note: said,
    link: "https://desk.example/?who=zebedee.quagmire@canary.example",
  });
  await act(`/api/v1/queues/${mailHandler}/pause`, { reason: said });
  await act(`/api/v1/queues/${mailHandler}/breaker/hold`, { reason: said });
  await act("/api/v1/views", { name: said, filter: { q: "zebedee.quagmire@canary.example" }, shared: true });
  const { payload } = JSON.parse(
    (await api.call("GET", `/api/v1/dead-letters/${ids.deadLetter}`, { headers: operator })).text,
  );
  await act(`/api/v1/dead-letters/${ids.deadLetter}/edits`, {
    payload: { ...payload, email: "zebedee@other.example" },
    reason: said,
  });
  await act(`/api/v1/dead-letters/${ids.discarded}/discard`, { reason: said });
  const alert = randomUUID();
  await pool.query(
    `insert into alert (id, rule, subject, severity, state, message, started_at, fired_at)
     values ($1, 'new_cause', $2, 'critical', 'firing', $3, now(), now())`,
    [alert, mailHandler, said],
  );
  await pool.query("insert into alert_notice (id, channel, body, error) values ($1, 'mail', $2, $3)", [
    ...[randomUUID(), JSON.stringify({ title: said }), said],
  ]);
  await pool.query(
    `with m as (insert into outbox_message (id, source, type, subject, data) values (gen_random_uuid(), 'test', 'order.unheard', 'x/1', '{}') returning seq)
     select 1 from m`,
  );
  await pool.query("update outbox_pending set error = $1, attempts = 1, next_try_at = now() + interval '1 hour'", [
    said,
  ]);
});

it.each(["viewer", "operator"])("free text with an address is masked in every list that a %s reads", async (role) => {
  const headers = role === "viewer" ? viewer : operator;
  // With pii.reveal, notes, views and edits are shown as typed. The rest is masked for all roles.
  const asTyped = role === "viewer" ? [] : [`/api/v1/causes`, `/api/v1/causes/${ids.cause}`, "/api/v1/views"];
  let masked = 0;
  for (const { path } of routes.filter(({ method }) => method === "GET")) {
    for (const id of [ids.order, ids.deadLetter, ids.cause, ids.discarded]) {
      const one = path.replace(/\{\w+\}/, id);
      const { text, status } = await api.call("GET", one, { headers });
      if (asTyped.includes(one)) expect(text, one).toMatch(canary);
      else expect(text, `${one}: ${status}`).not.toMatch(canary);
      if (text.includes("Z•••@canary.example")) masked += 1;
      if (one === path) break;
    }
  }
  for (const state of ["discarded"]) {
    const { text } = await api.call("GET", `/api/v1/dead-letters?state=${state}`, { headers });
    expect(text).not.toMatch(canary);
  }
  expect(masked, "answers that hold the masked text").toBeGreaterThanOrEqual(role === "viewer" ? 7 : 5);
});

it("the audit log masks reasons and notes, and keeps addresses of console users", async () => {
  const { text } = await api.call("GET", "/api/v1/audit?limit=100", { headers: operator });
  expect(text).not.toMatch(canary);
  const actions = JSON.parse(text).items.map(({ action }: { action: string }) => action);
  expect(actions).toEqual(
    expect.arrayContaining(["cause.note", "handler.pause", "breaker.hold", "dead-letter.edit", "dead-letter.discard"]),
  );
});
