import type { IncomingMessage } from "node:http";

const patienceMilliseconds = 2_000;

/**
 * After an answer that came before the body had ended: the rest is read and thrown away for a moment, so that the client
 * gets to read the answer instead of a reset; whoever goes on sending is cut off.
 */
export function discardRest(incoming: IncomingMessage): void {
  if (incoming.complete || incoming.destroyed) return;
  const timer = setTimeout(() => incoming.socket.destroy(), patienceMilliseconds);
  timer.unref();
  incoming.once("close", () => clearTimeout(timer));
  incoming.once("end", () => clearTimeout(timer));
  incoming.resume();
}
