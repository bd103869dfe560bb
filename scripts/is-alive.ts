import { readFileSync } from "node:fs";

/** Whether a process of this ID runs. A zombie does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return process.platform !== "linux" || statOf(pid)?.state !== "Z";
}

/** The start time of a process in the system's own units: an ID alone may belong to another process by now. */
export const startTimeOf = (pid: number): string | undefined => statOf(pid)?.startTime;

function statOf(pid: number): { state?: string; startTime?: string } | undefined {
  // The command's name is in brackets and may contain anything, so fields are counted from the last bracket.
  const fields = readIfAny(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ");
  return fields && fields.length > 19 ? { state: fields[0], startTime: fields[19] } : undefined;
}

export function readIfAny(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
