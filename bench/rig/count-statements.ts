import { createReadStream, statSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";

/** A statement as PostgreSQL logs it; pgbouncer-style `parse` and `bind` lines are parts of one, not further ones. */
const statement = /LOG: {2}(?:statement|execute [^:]*): (.*)/;

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
    const seen = new Map<string, number>();
    const lines = createInterface({ input: createReadStream(log, { start: from, end: Math.max(from, end - 1) }) });
    // A statement that begins with a line break is known by its first line with words, which the log has next.
    let unnamed = 0;
    const count = (text: string) => seen.set(text, (seen.get(text) ?? 0) + 1);
    for await (const line of lines) {
      const words = (statement.exec(line)?.[1] ?? line).trim().slice(0, 60);
      const begins = statement.test(line);
      if (begins && words === "") unnamed += 1;
      else if (begins) count(words);
      else if (unnamed > 0 && words !== "") {
        count(words);
        unnamed -= 1;
      }
    }
    if (unnamed > 0) seen.set("(cut off)", unnamed);
    return seen;
  } finally {
    await admin.end();
  }
}
