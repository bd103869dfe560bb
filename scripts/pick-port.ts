import { createConnection, createServer } from "node:net";
import { UserError } from "#scripts/user-error.ts";

/** Any free port. */
export async function freePort(host = "127.0.0.1"): Promise<number> {
  const port = await listenOnce(0, host);
  if (port === undefined) throw new Error(`No port is free on ${host}.`);
  return port;
}

/** The port of web: the given one or an error, else the first free one from 3000 on. */
export async function pickPort(asked: number | undefined, host: string, preferred = 3000): Promise<number> {
  if (asked !== undefined) {
    if (await isFree(asked, host)) return asked;
    throw new UserError(
      `Port ${asked} on ${host} is busy. Stop what listens there, set another PORT, or leave PORT out to get a free one.`,
    );
  }
  for (let port = preferred; port < preferred + 100; port++) {
    if (await isFree(port, host)) return port;
  }
  return freePort(host);
}

export async function isFree(port: number, host: string): Promise<boolean> {
  // Listening alone proves nothing: some systems allow an address beside a wildcard that already serves it.
  return (await listenOnce(port, host)) !== undefined && !(await answers(port, host));
}

/** The port that was free (0 asks the system for one), or undefined when it is in use. */
function listenOnce(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE" || error.code === "EACCES") resolve(undefined);
      else if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND") {
        reject(new UserError(`HOST is ${host}, which is not an address of this computer.`));
      } else reject(error);
    });
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : port));
    });
  });
}

function answers(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({
      port,
      host: { "0.0.0.0": "127.0.0.1", "::": "::1" }[host] ?? host,
      timeout: 500,
    });
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket
      .once("connect", () => done(true))
      .once("error", () => done(false))
      .once("timeout", () => done(false));
  });
}
