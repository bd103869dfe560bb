import { createServer, type RequestListener, type Server } from "node:http";
import { answerUnreadable } from "#server/http/server/answer-unreadable.ts";

/** A client has 15 s for its headers and 30 s for its whole request: slow clients must not accumulate. */
const limits = {
  headersTimeout: 15_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 10_000,
  connectionsCheckingInterval: 5_000,
};

/** A port that cannot be listened on; the message says what to do. */
export class ListenError extends Error {}

type Settings = { host: string; port: string };

function inPlainWords(error: NodeJS.ErrnoException, host: string, port: number, settings: Settings): Error {
  switch (error.code) {
    case "EADDRINUSE":
      return new ListenError(
        `Port ${port} on ${host} is in use. Stop the process that listens there, or set ${settings.port} to a free port.`,
      );
    case "EACCES":
      return new ListenError(
        `Port ${port} on ${host} requires more rights than this account has. Set ${settings.port} to a port above 1023.`,
      );
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new ListenError(`${settings.host} ${host} is not an address of this machine.`);
    default:
      return error;
  }
}

/** Listens, or throws a ListenError with the fix. Node's own limits on headers and targets (431, 400, 408) stay on. */
export async function startServer(
  listener: RequestListener,
  host: string,
  port: number,
  settings: Settings = { host: "HOST", port: "PORT" },
): Promise<Server> {
  const server = createServer(limits, listener);
  answerUnreadable(server);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(inPlainWords(error, host, port, settings)));
    server.listen(port, host, resolve);
  });
  return server;
}
