import { spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, chmodSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { eventually } from "#server/testing/eventually.ts";
import { freePort } from "#server/testing/servers/free-port.ts";

/** Debian keeps it where only root looks. */
const folders = [
  ...(process.env.PATH ?? "").split(path.delimiter),
  "/usr/sbin",
  "/usr/local/sbin",
  "/opt/homebrew/bin",
];

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export const findPgbouncer = (): string | undefined =>
  folders.map((folder) => path.join(folder, "pgbouncer")).find(canRun);

const canConnect = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });

/** PgBouncer in transaction mode before the server of `url`, with so few sessions that its clients must share them. */
export async function startPgbouncer(binary: string, url: string, sessions: number) {
  const { hostname, port: serverPort, username, password } = new URL(url);
  const port = await freePort();
  const folder = mkdtempSync(path.join(tmpdir(), "redeliver-pgbouncer-"));
  // As root it goes on as another account, which must be able to read what was written here.
  chmodSync(folder, 0o755);
  const users = path.join(folder, "users.txt");
  writeFileSync(users, `"${decodeURIComponent(username)}" "${decodeURIComponent(password)}"\n`);
  const settings = path.join(folder, "pgbouncer.ini");
  writeFileSync(
    settings,
    [
      ...["[databases]", `* = host=${hostname} port=${serverPort}`, "[pgbouncer]"],
      ...["listen_addr = 127.0.0.1", `listen_port = ${port}`, "unix_socket_dir ="],
      ...["auth_type = scram-sha-256", `auth_file = ${users}`, "pool_mode = transaction"],
      ...[`default_pool_size = ${sessions}`, "max_client_conn = 200", ""],
    ].join("\n"),
  );
  const account = process.getuid?.() === 0 ? ["-u", "nobody"] : [];
  const child = spawn(binary, ["-q", ...account, settings], { stdio: "ignore" });
  const ended = once(child, "exit");
  const leave = () => child.kill("SIGKILL");
  process.once("exit", leave);
  await eventually(() => canConnect(port), { timeoutMs: 10_000 });
  const through = new URL(url);
  through.hostname = "127.0.0.1";
  through.port = String(port);
  return {
    url: through.href,
    async stop() {
      process.removeListener("exit", leave);
      child.kill("SIGKILL");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
