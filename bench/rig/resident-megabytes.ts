import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Resident memory of one process in MB (10^6 bytes): from /proc, else from `ps`. */
export function residentMegabytes(pid: number): number {
  const kilobytes = Number(
    fromProc(pid) ?? spawnSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" }).stdout,
  );
  if (!Number.isFinite(kilobytes) || kilobytes <= 0) throw new Error(`process ${pid} is not running`);
  return (kilobytes * 1_024) / 1_000_000;
}

function fromProc(pid: number): string | undefined {
  try {
    return /^VmRSS:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  } catch {
    return undefined;
  }
}
