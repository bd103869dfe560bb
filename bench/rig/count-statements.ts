import { createReadStream, statSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { tallyStatements } from "#bench/rig/tally-statements.ts";

/**
 * Every statement that the whole server runs within this time, as its own log has them (`log_statement = all`): begin and
 * commit count too. Transactions of pg_stat_database would count five statements as one. Returns how often each began so.
 */
export async function countStatements(adminUrl: string, log: string, seconds: number): Promise<Map<string, number>> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  const set = async (value: string) => {
    await admin.query(`alter system set log_statement = '${value}'`);
    await admin.query("select pg_reload_conf()");
    await delay(500);
  };
  try {
    await set("all");
    const from = statSync(log).size;
    await delay(seconds * 1_000);
    const end = statSync(log).size;
    await set("none");
    return await tallyStatements(
      createInterface({ input: createReadStream(log, { start: from, end: Math.max(from, end - 1) }) }),
    );
  } finally {
    await admin.end();
  }
}
