import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");

/** Starts one of the product's processes, silent and with this environment alone; it ends with the proof. */
export function startProduct(name: "worker" | "web" | "migrate", env: Record<string, string>) {
  const child = spawn(process.execPath, [`workers/${name}.ts`], {
    cwd: root,
    stdio: "ignore",
    env: { PATH: process.env.PATH, NODE_ENV: "production", LOG_LEVEL: "silent", DRAIN_SECONDS: "0", ...env },
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
