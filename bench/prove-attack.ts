import { parseArgs } from "node:util";
import type pg from "pg";
import type { Target } from "#bench/attacks/define-attack.ts";
import { attacks } from "#bench/attacks/index.ts";
import { type Row, report } from "#bench/rig/report.ts";
import { closeDatabase, connectDatabase } from "#server/platform/database/db.ts";
import { log } from "#server/platform/telemetry/log.ts";
import { aSession } from "#server/testing/session.ts";

// `npm run prove -- attack`: repeats every attack that succeeded on an earlier version, against the built product in production mode without
// the demo (scripts/prove.ts starts it). `--only tokens` runs one. Exit 1 and a verdict in docs/proof/attack.md.
const { values } = parseArgs({
  options: {
    server: { type: "string", default: "" },
    origin: { type: "string", default: "" },
    only: { type: "string" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
log.level = "silent";

async function findTarget(pool: pg.Pool): Promise<Target> {
  const answer = await fetch(`${values.origin}/api/v1/products`);
  const { items } = (await answer.json()) as { items: { id: string }[] };
  const [product] = items;
  if (!product) throw new Error("the catalogue is empty");
  const cookieOf = async (role: "viewer" | "operator" | "admin") => (await aSession(pool, role)).cookie;
  return {
    origin: values.origin,
    databaseUrl: values.server,
    productId: product.id,
    seed: Number(values.seed),
    cookies: { viewer: await cookieOf("viewer"), operator: await cookieOf("operator"), admin: await cookieOf("admin") },
    async mailsTo(address) {
      const { rows } = await pool.query<{ subject: string; text: string; html: string }>(
        `select subject, coalesce(text, '') as text, coalesce(html, '') as html
         from captured_mail where recipient = $1 order by received_at, id`,
        [address],
      );
      return rows;
    },
  };
}

const pool = connectDatabase(values.server, { max: 2 });
const rows: Row[] = [];
for (const { name, title, run } of attacks.filter((attack) => (values.only ?? attack.name) === attack.name)) {
  // All come from one address, so each attack begins with reset limits and with new sessions.
  await pool.query("delete from sign_in_tries");
  await pool.query("delete from rate_limit");
  const found = await run(await findTarget(pool)).catch((error: Error) => [
    { what: `the attack itself failed: ${error.message}`, found: "an error", wanted: "none", holds: false },
  ]);
  console.log(`${found.every(({ holds }) => holds) ? "✓" : "✗"} ${title}`);
  rows.push(...found.map((row) => ({ ...row, what: `${name}: ${row.what}` })));
}
await closeDatabase();
const held = report({
  name: "attack",
  title: "Attacks that succeeded once, repeated against the built product",
  rows,
  facts: { attacks: attacks.length, seed: values.seed, date: new Date().toISOString().slice(0, 10) },
  isFullSize: values.only === undefined,
});
process.exitCode = held && rows.length > 0 ? 0 : 1;
