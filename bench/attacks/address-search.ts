import pg from "pg";
import { defineAttack, type Target } from "#bench/attacks/define-attack.ts";
import { none, type Row } from "#bench/rig/report.ts";

const local = `bounce+q${Date.now().toString(36)}`;
const domain = "example.com";
const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

async function found(target: Target, cookie: string, path: string): Promise<string> {
  const answer = await fetch(`${target.origin}${path}`, { headers: { cookie } });
  if (!answer.ok) return `status ${answer.status}`;
  const { items } = (await answer.json()) as { items: { id: string }[] };
  return items.map(({ id }) => id).join(" ");
}

/** A dead letter of a customer whose address was never revealed. */
async function plant(target: Target, pool: pg.Pool): Promise<void> {
  const customer = { name: "Quentin", email: `${local}@${domain}` };
  const answer = await fetch(`${target.origin}/api/v1/orders`, {
    ...{ method: "POST", headers: { "content-type": "application/json" } },
    body: JSON.stringify({ customer, items: [{ productId: target.productId, quantity: 1 }] }),
  });
  if (!answer.ok) throw new Error(`the order was answered ${answer.status}`);
  const { orderId } = (await answer.json()) as { orderId: string };
  for (let look = 0; look < 100; look += 1) {
    const { rows } = await pool.query("select 1 from delivery where subject = $1 and state = 'dead'", [
      `orders/${orderId}`,
    ]);
    if (rows.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the order's mail was not dead-lettered in 10 s");
}

/** Guesses the address letter by letter. A right guess must look like a wrong one. */
async function lettersRead(target: Target, cookie: string): Promise<{ read: number; requests: number }> {
  const secret = local.slice("bounce+q".length);
  let [read, requests] = [0, 0];
  for (let at = 0; at < 5; at += 1) {
    const known = secret.slice(0, at);
    const answers = new Map<string, string>();
    for (const letter of alphabet) {
      requests += 1;
      const guess = encodeURIComponent(`bounce+q${known}${letter}`);
      answers.set(letter, await found(target, cookie, `/api/v1/dead-letters?limit=100&q=${guess}`));
    }
    const right = answers.get(secret.slice(at, at + 1));
    if ([...answers.values()].some((answer) => answer !== right)) read += 1;
  }
  return { read, requests };
}

const audited = async (pool: pg.Pool) =>
  Number((await pool.query("select count(*) from audit_entry where action = 'personal-data.search'")).rows[0]?.count);

async function run(target: Target): Promise<Row[]> {
  const pool = new pg.Pool({ connectionString: target.databaseUrl, max: 1 });
  try {
    await plant(target, pool);
    const rows: Row[] = [];
    for (const role of ["viewer", "operator"] as const) {
      const { read, requests } = await lettersRead(target, target.cookies[role]);
      rows.push(none(`letters of a masked address that ${role} read in ${requests} searches`, read));
    }
    const before = await audited(pool);
    const whole = `/api/v1/dead-letters?q=${encodeURIComponent(`${local}@${domain}`)}`;
    rows.push(
      none(
        "letters that a viewer found by a whole address",
        (await found(target, target.cookies.viewer, whole)).length,
      ),
    );
    await found(target, target.cookies.operator, whole);
    rows.push({
      what: "audit entries of an operator's search by a whole address",
      found: (await audited(pool)) - before,
      wanted: "1",
      holds: (await audited(pool)) - before === 1,
    });
    const statuses = [];
    for (let n = 0; n < 61; n += 1) {
      statuses.push(
        await found(target, target.cookies.operator, `/api/v1/dead-letters?q=guess${n}-${local.slice(7)}@${domain}`),
      );
    }
    const refused = statuses.filter((answer) => answer === "status 429").length;
    rows.push({
      what: "of 61 further searches by whole addresses, refused with 429",
      found: refused,
      wanted: "2 or more",
      holds: refused >= 2,
    });
    const exported = await fetch(`${target.origin}/api/v1/dead-letters/export`, {
      method: "POST",
      headers: { cookie: target.cookies.viewer },
    });
    rows.push({
      what: "status of a viewer's export",
      found: exported.status,
      wanted: "403",
      holds: exported.status === 403,
    });
    return rows;
  } finally {
    await pool.end();
  }
}

export const addressSearch = defineAttack({
  name: "address-search",
  title: "A masked address is read letter by letter through search",
  run,
});
