import { chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type EmbeddedPostgres, startThrowawayPostgres } from "#scripts/embedded-postgres.ts";
import { createPool } from "#server/platform/database/db.ts";
import { EnvError, parseEnv } from "#server/platform/env/env.ts";
import { logFor } from "#server/platform/telemetry/log.ts";
import { listen } from "#server/platform/wakeups/listen.ts";
import { eventually } from "#server/testing/eventually.ts";
import { selfSigned } from "#server/testing/servers/self-signed.ts";
import { waitForDatabase } from "#workers/wait-for-database.ts";

let server: EmbeddedPostgres;
const folder = mkdtempSync(path.join(tmpdir(), "redeliver-tls-"));
const authority = path.join(folder, "ca.pem");
afterAll(() => rmSync(folder, { recursive: true }));
afterAll(() => server.stop());

const administer = async (...statements: string[]) => {
  const client = new pg.Client({ connectionString: server.adminUrl });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
};
/** The URL as the environment reads it, with the parameters of the test. */
const urlWith = (query: string) => {
  const { DATABASE_URL: url } = parseEnv({ DATABASE_URL: `${server.url}?${query}` });
  if (url === undefined) throw new Error("the URL is gone");
  return url;
};
const isEncrypted = async (url: string) => {
  const pool = createPool(url, { max: 1 });
  try {
    const { rows } = await pool.query("select ssl from pg_stat_ssl where pid = pg_backend_pid()");
    return rows[0].ssl;
  } finally {
    await pool.end();
  }
};

beforeAll(async () => {
  server = await startThrowawayPostgres();
}, 60_000);

it("ends a process instead of waiting when TLS is required and the server has none", async () => {
  const pool = createPool(urlWith("sslmode=require"), { max: 1 });
  const waiting = waitForDatabase(pool, logFor("test"), new AbortController().signal);
  await expect(waiting).rejects.toThrow(EnvError);
  await expect(waiting).rejects.toThrow(/offers no TLS.*sslmode=disable/);
  await pool.end();
});

it("encrypts and verifies as the URL says: pool, listener and migrations", async () => {
  const { key, cert } = selfSigned();
  writeFileSync(authority, cert);
  const { uid, gid } = statSync(server.cluster);
  for (const [name, text] of Object.entries({ "server.key": key, "server.crt": cert })) {
    const file = path.join(server.cluster, name);
    writeFileSync(file, text, { mode: 0o600 });
    chownSync(file, uid, gid);
  }
  await administer("alter system set ssl = on", "select pg_reload_conf()");
  await eventually(() => isEncrypted(urlWith("sslmode=no-verify")));

  expect(await isEncrypted(urlWith("sslmode=disable"))).toBe(false);
  expect(await isEncrypted(urlWith(`sslmode=require&sslrootcert=${encodeURIComponent(authority)}`))).toBe(true);

  const untrusted = createPool(urlWith("sslmode=require"), { max: 1 });
  const waiting = waitForDatabase(untrusted, logFor("test"), new AbortController().signal);
  await expect(waiting).rejects.toThrow(/certificate is not trusted.*sslrootcert/);
  await untrusted.end();

  const url = urlWith(`sslmode=verify-full&sslrootcert=${encodeURIComponent(authority)}`);
  let heard = false;
  const stop = listen(url, ["redeliver_outbox"], () => {
    heard = true;
  });
  await eventually(() => heard);
  await stop();
});
