import type { Server } from "node:http";

const idleCheckMilliseconds = 50;

/**
 * Stops accepting, lets the requests in flight finish, and ends kept-alive connections as they become idle. What is still
 * open after `patienceMilliseconds` is cut off. Resolves to how many connections had to be.
 */
export async function drainServer(server: Server, patienceMilliseconds: number): Promise<number> {
  let cut = 0;
  const idle = setInterval(() => server.closeIdleConnections(), idleCheckMilliseconds);
  const late = setTimeout(() => {
    server.getConnections((_, count) => {
      cut = count;
      server.closeAllConnections();
    });
  }, patienceMilliseconds);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  clearInterval(idle);
  clearTimeout(late);
  return cut;
}
