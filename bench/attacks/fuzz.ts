import pg from "pg";
import { defineAttack, type Target } from "#bench/attacks/define-attack.ts";
import { findPages } from "#bench/attacks/fuzz/find-pages.ts";
import { faultKinds } from "#bench/attacks/fuzz/judge-answer.ts";
import { readSecrets } from "#bench/attacks/fuzz/read-secrets.ts";
import { runFuzz } from "#bench/attacks/fuzz/run-fuzz.ts";
import { none, type Row } from "#bench/rig/report.ts";

const canaries = ["zebedee.quagmire", "florence.roundabout"];
const wanted: Record<(typeof faultKinds)[number], string> = {
  "server error": "answers of 5xx",
  "undeclared status": "statuses that the OpenAPI document does not declare",
  hang: "requests without an answer in 5 s",
  secret: "answers that contain a secret",
  "customer address": "answers to a viewer, a stranger or a revoked token that contain a customer's address",
};

async function asAdmin(target: Target, method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const headers = { cookie: target.cookies.admin, "content-type": "application/json", "if-match": "*" };
  const answer = await fetch(`${target.origin}${path}`, {
    method,
    headers,
    body: body === undefined ? null : JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Record<string, unknown>;
}

const tokenOf = async (target: Target, name: string) => {
  const { id, token } = await asAdmin(target, "POST", "/api/v1/tokens", { name, role: "operator" });
  return { id: String(id), headers: { authorization: `Bearer ${String(token)}` } };
};

/** Places orders of customers whose addresses must not be returned, and collects every ID that they created. */
async function plant(target: Target, pool: pg.Pool): Promise<string[]> {
  const orders: string[] = [];
  for (const local of canaries) {
    const customer = { name: "Zebedee Quagmire", email: `bounce+${local}@example.com` };
    const body = { customer, items: [{ productId: target.productId, quantity: 1 }] };
    orders.push(String((await asAdmin(target, "POST", "/api/v1/orders", body)).orderId));
  }
  const subjects = orders.map((id) => `orders/${id}`);
  const { rows } = await pool.query<{ id: string }>(
    `select id::text from delivery where subject = any($1) or state = 'dead' union select id::text from outbox_message where subject = any($1)
     union select fingerprint from cause limit 50`,
    [subjects],
  );
  return [
    target.productId,
    ...orders,
    ...rows.map(({ id }) => id),
    "order-notifications",
    "0191d0a4-7f3c-4f6e-9a52-4f1c8be20a17",
  ];
}

/** Resumes everything that a generated request may have paused, so that later attacks find the product unchanged. */
async function resume(target: Target): Promise<void> {
  const { items } = (await asAdmin(target, "GET", "/api/v1/queues")) as {
    items: { handler: string; paused: unknown; breaker: { state: string } | null }[];
  };
  const reason = "end of the generated requests";
  for (const { handler, paused, breaker } of items) {
    const path = `/api/v1/queues/${encodeURIComponent(handler)}`;
    if (paused !== null) await asAdmin(target, "POST", `${path}/resume`, { reason });
    if (breaker !== null && breaker.state !== "closed") {
      await asAdmin(target, "POST", `${path}/breaker/let-through`, { reason, minutes: 1 });
    }
  }
}

/** Sends generated requests over every route and page, by six identities, and judges each answer. */
async function sendFuzz(target: Target, { seed, requests }: { seed: number; requests: number }): Promise<Row[]> {
  const pool = new pg.Pool({ connectionString: target.databaseUrl, max: 2 });
  try {
    const [token, revoked] = [await tokenOf(target, "fuzz"), await tokenOf(target, "fuzz revoked")];
    await asAdmin(target, "DELETE", `/api/v1/tokens/${revoked.id}`);
    const ids = await plant(target, pool);
    const { viewer, operator, admin } = target.cookies;
    const { password } = new URL(target.databaseUrl);
    const secrets = [...(await readSecrets(pool)), ...(password.length > 5 ? [password] : [])];
    const { faults, sent } = await runFuzz({
      ...{ origin: target.origin, seed, requests, pages: findPages(), ids },
      addresses: canaries.map((local) => `bounce+${local}@example.com`),
      identities: {
        anonymous: {},
        ...{ viewer: { cookie: viewer }, operator: { cookie: operator }, admin: { cookie: admin } },
        ...{ token: token.headers, revoked: revoked.headers },
      },
      known: { secrets, canaries },
    });
    await resume(target);
    for (const { kind, what } of faults.slice(0, 20)) console.error(`${kind}: ${what}`);
    const all = (kind: string) => faults.filter((fault) => fault.kind === kind).length;
    return [
      {
        what: `generated requests over every route and page by six identities, seed ${seed}`,
        found: sent,
        wanted: `${requests}`,
        holds: sent === requests,
      },
      ...faultKinds.map((kind) => none(wanted[kind], all(kind))),
    ];
  } finally {
    await pool.end();
  }
}

/** Empties the inbox, and resumes what it paused. About 90 s. */
export const fuzz = defineAttack({
  name: "fuzz",
  title: "10,000 generated requests over every route and page by six identities",
  run: (target) => sendFuzz(target, { seed: target.seed, requests: 10_000 }),
});
