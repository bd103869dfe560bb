import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Benchmark } from "#bench/rig/benchmark.ts";
import { interleave } from "#bench/rig/interleave.ts";
import { bringPackages, copyTracked, scratchFolder } from "#bench/rig/scratch-copy.ts";
import { freePort } from "#server/testing/servers/free-port.ts";

const patienceMilliseconds = 180_000;

async function isServed(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    const page = await answer.text();
    return answer.ok && page.includes("</html>");
  } catch {
    return false;
  }
}

/** Seconds from `npm start` to the first complete page. Stops the product afterwards. */
async function startOnce(folder: string): Promise<number> {
  const port = await freePort();
  const { PATH, HOME } = process.env;
  const child = spawn("npm", ["start"], {
    cwd: folder,
    stdio: "ignore",
    env: { PATH, HOME, NODE_ENV: "production", PORT: String(port), NEXT_TELEMETRY_DISABLED: "1" },
  });
  const ended = once(child, "exit");
  const since = performance.now();
  try {
    while (!(await isServed(`http://127.0.0.1:${port}/`))) {
      if (child.exitCode !== null) throw new Error("P11: npm start ended before its first page");
      if (performance.now() - since > patienceMilliseconds) throw new Error("P11: no page within 3 minutes");
      await delay(50);
    }
    return (performance.now() - since) / 1_000;
  } finally {
    child.kill("SIGTERM");
    await ended;
  }
}

/** P11: `npm start` on a clone with installed packages, database and build included, to the first page; and again. */
export const benchStart: Benchmark = async (run) => {
  const { folder, remove } = scratchFolder("clone");
  try {
    copyTracked(folder);
    bringPackages(folder);
    const first = async () => {
      for (const made of [".next", ".data", "prisma/generated"])
        rmSync(path.join(folder, made), { recursive: true, force: true });
      return startOnce(folder);
    };
    // Three are enough for whole seconds; five would take ten minutes on a busy machine.
    const seen = await interleave(run.quick ? 1 : 3, { first, second: () => startOnce(folder) });
    const unit = "s";
    return [
      {
        ...{ id: "P11 first", what: "npm start on a clone, to the first page, build included", unit },
        ours: seen.first,
        goal: { of: "ours", atMost: 40, aim: "25" },
      },
      {
        ...{ id: "P11 again", what: "npm start again, to the first page", unit },
        ours: seen.second,
        goal: { of: "ours", atMost: 6, aim: "3" },
      },
    ];
  } finally {
    remove();
  }
};
