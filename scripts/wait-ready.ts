import { setTimeout as sleep } from "node:timers/promises";
import type { Child } from "#scripts/supervise-child.ts";
import { UserError } from "#scripts/user-error.ts";

const patience = 120_000;
const assumeReadyMilliseconds = 2_000;

/** The address of a server on this computer that listens on `host`. */
export function originOf(host: string, port: number): string {
  const reachable = { "0.0.0.0": "127.0.0.1", "::": "::1" }[host] ?? host;
  return `http://${reachable.includes(":") ? `[${reachable}]` : reachable}:${port}`;
}

/** Polls /api/readyz until it answers 200. */
export async function waitForWeb(web: Child, origin: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + patience;
  let failed: unknown;
  web.ready.catch((error) => {
    failed = error;
  });
  for (let last = "no answer"; ; await sleep(100, undefined, { signal })) {
    if (failed) throw failed;
    if (Date.now() > deadline) throw new UserError(`web did not become ready within ${patience / 1000} s: ${last}`);
    try {
      const answer = await fetch(`${origin}/api/readyz`, { signal: AbortSignal.timeout(2_000), redirect: "manual" });
      last = `${answer.status} ${(await answer.text()).slice(0, 300)}`;
      if (answer.status === 200) return web.markReady();
    } catch (error) {
      const { cause } = error as { cause?: { code?: string } };
      last = cause?.code ?? String(error);
    }
  }
}

/** Waits for the "ready" line. If LOG_LEVEL hides it, a process counts as ready after a while. */
export async function waitForChild(child: Child, speaks: boolean, signal: AbortSignal): Promise<void> {
  const waiting = new AbortController();
  const stop = AbortSignal.any([signal, waiting.signal]);
  const limit = sleep(speaks ? patience : assumeReadyMilliseconds, "time is up", { signal: stop });
  try {
    const first = await Promise.race([child.ready, limit]);
    if (first === undefined) return;
    if (speaks) throw new UserError(`${child.name} did not become ready within ${patience / 1000} s.`);
    child.markReady();
  } finally {
    limit.catch(() => {});
    waiting.abort();
  }
}
