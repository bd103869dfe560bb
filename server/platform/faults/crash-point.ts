import type { CrashPoint } from "#server/platform/env/crash-points.ts";
import { env } from "#server/platform/env/env.ts";

let left: number | undefined;

/** Kills this process with SIGKILL when it reaches the point of CRASHPOINT for the nth time. Otherwise does nothing. */
export function crashPoint(name: CrashPoint): void {
  const armed = env().CRASHPOINT;
  if (armed?.name !== name) return;
  left = (left ?? armed.nth) - 1;
  if (left === 0) process.kill(process.pid, "SIGKILL");
}
