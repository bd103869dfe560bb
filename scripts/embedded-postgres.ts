import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { makeDataDir } from "#scripts/make-data-dir.ts";
import { freePort } from "#scripts/pick-port.ts";
import { type Account, chooseAccount } from "#scripts/postgres-account.ts";
import { findBinaries } from "#scripts/postgres-binaries.ts";
import { choosePlace, findCluster, type Place } from "#scripts/postgres-place.ts";
import { type Exit, startPostmaster, stopLeftover } from "#scripts/postmaster.ts";
import { envOfSystem } from "#server/platform/env/env-of-process.ts";
import { createRoleStatement, roleUrlOf } from "#server/platform/roles/create-roles.ts";
import { databaseRoles, type RoleName, roleNames } from "#server/platform/roles/database-roles.ts";

export type EmbeddedPostgres = {
  /** As the owner: role `redeliver`, owner of database `redeliver`, no superuser. Migrations alone need it. */
  url: string;
  /** As web, worker and sink, each with the rights of server/platform/roles/table-rights.ts. */
  roleUrls: Record<RoleName, string>;
  /** As the superuser, for tests and repairs. */
  adminUrl: string;
  port: number;
  pid: number;
  /** Where PostgreSQL keeps the data. */
  cluster: string;
  /** A notice about this start for the terminal. */
  notices: string[];
  exited: Promise<Exit>;
  stop: () => Promise<void>;
};

type Options = {
  /** Holds the cluster, its secret and its log. */
  dataDir: string;
  /** Absent: any free one. */
  port?: number;
  /** For tests only: no fsync, so a crash of the machine loses the data. */
  throwaway?: boolean;
};

type Secrets = Record<"postgres" | "redeliver" | RoleName, string>;

/** Starts the PostgreSQL that npm installed, on loopback, with passwords, creating its cluster at the first start. */
export async function startEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  const dataDir = path.resolve(options.dataDir);
  makeDataDir(dataDir);
  const account = chooseAccount(findCluster(dataDir) ?? path.join(dataDir, "cluster"));
  const place = choosePlace(dataDir, findBinaries(), account);
  const notices = place.notice ? [place.notice] : [];
  const secrets = readSecrets(dataDir, place.cluster);
  if ((await stopLeftover(place.cluster)) === "stopped") {
    notices.push("A PostgreSQL that an earlier start had left running was stopped first.");
  }
  if (!existsSync(place.cluster)) createCluster(place, account, secrets.postgres, options.throwaway ?? false);

  const port = options.port ?? (await freePort());
  const settings = ["max_connections=100", "timezone=UTC", "log_timezone=UTC", "log_line_prefix=%m [%p] "];
  if (options.throwaway) settings.push("fsync=off", "synchronous_commit=off", "full_page_writes=off");
  const logFile = path.join(dataDir, "postgres.log");
  const { binaries, cluster } = place;
  const server = await startPostmaster({ binaries, cluster, account, port, settings, logFile });
  const urlOf = (role: "postgres" | "redeliver") => `postgresql://${role}:${secrets[role]}@127.0.0.1:${port}/${role}`;
  try {
    await ensureRoles(urlOf("postgres"), secrets);
  } catch (error) {
    await server.stop();
    throw error;
  }
  const url = urlOf("redeliver");
  const as = (role: RoleName) => roleUrlOf(url, { role, password: secrets[role] });
  const roleUrls = { web: as("web"), worker: as("worker"), sink: as("sink") };
  return { ...server, url, roleUrls, adminUrl: urlOf("postgres"), port, cluster, notices };
}

/** A server for one test run, in a folder of its own that stop() removes. */
export async function startThrowawayPostgres(): Promise<EmbeddedPostgres> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "redeliver-test-"));
  // mkdtemp makes it 0700, which keeps out the account that root runs PostgreSQL as.
  spawnSync("chmod", ["755", dataDir]);
  const remove = () => rmSync(dataDir, { recursive: true, force: true });
  // An interrupted test run stops nothing; the server ends with its parent.
  process.once("exit", remove);
  try {
    const server = await startEmbeddedPostgres({ dataDir, throwaway: true });
    return { ...server, stop: () => server.stop().finally(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}

/** The passwords, in a file of mode 0600. Passwords of roles that an earlier version did not have are added. */
function readSecrets(dataDir: string, cluster: string): Secrets {
  const file = path.join(dataDir, "secrets.json");
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Partial<Secrets>) : undefined;
  if (!kept && existsSync(cluster)) {
    throw new Error(`${file} is missing: it holds the passwords of the database in ${cluster}. Restore the file.`);
  }
  const secret = () => randomBytes(24).toString("hex");
  const made = { postgres: secret(), redeliver: secret(), web: secret(), worker: secret(), sink: secret() };
  const secrets: Secrets = { ...made, ...kept };
  if (kept && Object.keys(kept).length === Object.keys(secrets).length) return secrets;
  // One rename, so that a killed start leaves either the old or the new file.
  writeFileSync(`${file}.new`, `${JSON.stringify(secrets)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secrets;
}

/** initdb into a temporary folder, then one rename: a killed start leaves no partial cluster. */
function createCluster(place: Place, account: Account, password: string, throwaway: boolean): void {
  const partial = `${place.cluster}.partial`;
  const passwordFile = `${place.cluster}.password`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { mode: 0o700 });
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, password, { mode: 0o600, flag: "wx" });
  if (account.uid !== undefined && account.gid !== undefined) {
    for (const file of [partial, passwordFile]) chownSync(file, account.uid, account.gid);
  }
  const args = ["-D", partial, "-U", "postgres", "--auth=scram-sha-256", `--pwfile=${passwordFile}`, "--encoding=UTF8"];
  // The built-in locale is the same on every system, and its lower() and ILIKE know more than ASCII.
  args.push("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions");
  if (throwaway) args.push("--no-sync");
  const env = { ...envOfSystem(process.env), LC_ALL: "C" } as unknown as NodeJS.ProcessEnv;
  const options = { ...account, cwd: "/", encoding: "utf8", env } as const;
  const { status, error, stderr } = spawnSync(path.join(place.binaries, "bin", "initdb"), args, options);
  rmSync(passwordFile, { force: true });
  if (status !== 0) throw new Error(`The database could not be created: ${error?.message ?? stderr}`);
  renameSync(partial, place.cluster);
}

async function ensureRoles(adminUrl: string, secrets: Secrets): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    // A server that still recovers a backup is read-only, and has the roles of the backup. The next start brings them up to date.
    const recovering = await client.query<{ yes: boolean }>("select pg_is_in_recovery() as yes");
    if (recovering.rows[0]?.yes) return;
    const roles = await client.query("select from pg_roles where rolname = 'redeliver'");
    if (roles.rowCount === 0) {
      await client.query(`create role redeliver login password ${pg.escapeLiteral(secrets.redeliver)}`);
    }
    for (const role of roleNames) {
      const password = secrets[role];
      const found = await client.query("select from pg_roles where rolname = $1", [databaseRoles[role]]);
      // A password that differs from the file, because the file or the cluster is an older copy, is set again.
      if (found.rowCount === 0) await client.query(createRoleStatement({ role, password }));
      else await client.query(`alter role ${databaseRoles[role]} password ${pg.escapeLiteral(password)}`);
    }
    const databases = await client.query("select from pg_database where datname = 'redeliver'");
    if (databases.rowCount === 0) await client.query("create database redeliver owner redeliver");
  } finally {
    await client.end();
  }
}
