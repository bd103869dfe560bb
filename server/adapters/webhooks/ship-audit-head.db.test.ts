import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect, it } from "vitest";
import { shipHead } from "#server/adapters/webhooks/ship-audit-head.ts";
import { verifyWebhook } from "#server/adapters/webhooks/verify-webhook.ts";
import { recordAction } from "#server/audit/record-action.ts";
import { verifyChain } from "#server/audit/verify-chain.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { testDatabase } from "#server/testing/database.ts";
import { anOperator } from "#server/testing/factories.ts";

const pool = await testDatabase({ as: "worker" });
const secret = "a secret of the receiver of heads";
const received: { genuine: boolean; body: { type: string; data: { head: string } } }[] = [];
let status = 204;
const receiver = createServer(async (incoming, outgoing) => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  received.push({ genuine: verifyWebhook(secret, incoming.headers, body), body: JSON.parse(body) });
  outgoing.writeHead(status).end();
});
await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
afterAll(() => receiver.close());
const env = {
  AUDIT_HEAD_WEBHOOK_URL: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
  AUDIT_HEAD_WEBHOOK_SECRET: secret,
};
const signal = new AbortController().signal;
const record = (id: string) =>
  inTransaction(pool, (tx) =>
    recordAction(tx, { actor: anOperator, requestId: null }, { action: "user.change", target: { kind: "user", id } }),
  );

it("ships nothing while the audit log is empty", async () => {
  expect(await shipHead(db(), env, signal)).toBeNull();
  expect(received).toEqual([]);
});

it("ships each new head once, signed, with the worker's database role", async () => {
  await record("one");
  const head = await shipHead(db(), env, signal);
  expect(received).toMatchObject([{ genuine: true, body: { type: "audit.head", data: { head: `1:${head?.hash}` } } }]);
  expect(await shipHead(db(), env, signal, head)).toBeNull();
  await record("two");
  expect(await shipHead(db(), env, signal, head)).toMatchObject({ seq: 2 });
  expect(received.length).toBe(2);
});

it("rejects when the receiver refuses the head, so that it is shipped again", async () => {
  status = 500;
  await expect(shipHead(db(), env, signal)).rejects.toThrow(/500/);
  status = 204;
});

it("lets the verifier find a change by the database owner", async () => {
  const kept = received.at(-1)?.body.data.head;
  expect(await verifyChain(pool, kept)).toMatchObject({ intact: true });
  await pool.query("alter table audit_entry disable trigger user; grant update on audit_entry to current_user");
  await pool.query("update audit_entry set reason = 'another' where seq = 2");
  await pool.query("update audit_entry a set hash = audit_hash(a) where seq = 2");
  expect(await verifyChain(pool)).toMatchObject({ intact: true });
  expect(await verifyChain(pool, kept)).toMatchObject({ intact: false, brokenSeq: 2 });
});
