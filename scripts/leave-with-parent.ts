/**
 * Loaded into every child with `--import`. The supervisor holds the other end of our standard input: if it ends, even by
 * kill -9, the stream ends, and the child drains as on SIGTERM. A process started by hand does not load this.
 */
process.stdin.on("end", () => process.kill(process.pid, "SIGTERM"));
process.stdin.on("error", () => process.kill(process.pid, "SIGTERM"));
process.stdin.resume();
(process.stdin as { unref?: () => void }).unref?.();
