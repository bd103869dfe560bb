/**
 * Loaded into every child with `--import`. The supervisor holds the other end of our standard input, so its end, even by
 * kill -9, is the end of that stream: drain as on any SIGTERM. A process started by hand never loads this.
 */
process.stdin.on("end", () => process.kill(process.pid, "SIGTERM"));
process.stdin.on("error", () => process.kill(process.pid, "SIGTERM"));
process.stdin.resume();
(process.stdin as { unref?: () => void }).unref?.();
