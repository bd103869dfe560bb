import { readFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { eventually } from "#server/testing/eventually.ts";

/** The data directory of a server, by a superuser's URL. */
export async function readDataDirectory(adminUrl: string): Promise<string> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  const { rows } = await admin.query<{ data_directory: string }>("show data_directory");
  await admin.end();
  return rows[0]?.data_directory ?? "";
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** SIGQUIT is PostgreSQL's immediate shutdown: no checkpoint, clients cut off, recovery at the next start. */
export async function stopAtOnce(dataDirectory: string): Promise<void> {
  const pid = Number(readFileSync(path.join(dataDirectory, "postmaster.pid"), "utf8").split("\n")[0]);
  process.kill(pid, "SIGQUIT");
  await eventually(() => !isAlive(pid), { timeoutMs: 10_000, everyMs: 5 });
}
