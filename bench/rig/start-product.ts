import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");

/** What the proof's client sends to ship an order, as the warehouse would. Made anew for every proof. */
export const apiToken = randomBytes(32).toString("hex");

/** Starts one of the product's processes, silent and with this environment alone; it ends with the proof. */
export function startProduct(name: "worker" | "web" | "migrate", env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [`workers/${name}.ts`], {
    cwd: root,
    stdio: "ignore",
    env: { PATH: process.env.PATH, LOG_LEVEL: "silent", API_TOKEN: apiToken, ...env },
  });
  const leave = () => child.kill("SIGKILL");
  process.once("exit", leave);
  const ended = once(child, "exit").finally(() => process.removeListener("exit", leave));
  return { child, ended };
}

export type Product = ReturnType<typeof startProduct>;

export async function stopProduct({ child, ended }: Product): Promise<void> {
  child.kill("SIGTERM");
  await ended;
}

export const startWorker = (url: string, smtpPort: number, env: Record<string, string> = {}): Product =>
  startProduct("worker", {
    NODE_ENV: "test",
    DATABASE_URL: url,
    SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
    RETRY_DELAY_SECONDS: "1",
    ...env,
  });
