import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export type TcpProxy = {
  port: number;
  /** The same URL through this proxy. */
  through: (url: string) => string;
  /** Makes the open connections half-open: drops every byte in both directions, without a reset. New connections work. */
  blackhole: () => void;
  /**
   * Makes the next connection half-open on which a client sends `words`: its `request` is dropped, or it is executed and the
   * `reply` is dropped. Resolves when that has happened.
   */
  swallowNext: (what: "request" | "reply", words: string) => Promise<void>;
  /** Ends the open connections: `cut` as an exiting process, `reset` as a firewall. */
  cut: () => void;
  reset: () => void;
  /** All bytes from clients so far. */
  sent: () => Buffer;
  close: () => Promise<void>;
};

type Pair = { client: Socket; server: Socket };

/** A TCP proxy before PostgreSQL that can drop or reset connections. */
export async function startTcpProxy(target: string): Promise<TcpProxy> {
  const { hostname, port: targetPort } = new URL(target);
  const pairs = new Set<Pair>();
  const chunks: Buffer[] = [];

  let trap: { what: "request" | "reply"; words: string; sprung: () => void } | undefined;
  const swallowed = new Set<Pair>();
  const swallow = (pair: Pair) => {
    pairs.delete(pair);
    swallowed.add(pair);
  };

  const onSent = (pair: Pair, chunk: Buffer) => {
    chunks.push(chunk);
    if (!pairs.has(pair) || !trap || !chunk.includes(trap.words)) return;
    const { what, sprung } = trap;
    trap = undefined;
    if (what === "reply") pair.server.write(chunk);
    swallow(pair);
    sprung();
  };

  const server = createServer((client) => {
    const upstream = connect(Number(targetPort), hostname);
    const pair = { client, server: upstream };
    pairs.add(pair);
    client.on("data", (chunk: Buffer) => onSent(pair, chunk));
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.setNoDelay(true);
      from.on("data", (chunk) => pairs.has(pair) && to.write(chunk));
      from.on("error", () => pairs.has(pair) && to.destroy());
      from.on("end", () => pairs.has(pair) && to.end());
      from.on("close", () => {
        if (pairs.delete(pair)) to.destroy();
      });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  const destroyAll = (how: (socket: Socket) => void) => {
    for (const { client, server: upstream } of pairs) {
      how(client);
      how(upstream);
    }
    pairs.clear();
  };
  return {
    port,
    through: (url) => {
      const changed = new URL(url);
      changed.hostname = "127.0.0.1";
      changed.port = String(port);
      return changed.href;
    },
    blackhole: () => {
      for (const pair of pairs) swallow(pair);
    },
    swallowNext: (what, words) =>
      new Promise((resolve) => {
        trap = { what, words, sprung: resolve };
      }),
    cut: () => destroyAll((socket) => socket.destroy()),
    reset: () => destroyAll((socket) => socket.resetAndDestroy()),
    sent: () => Buffer.concat(chunks),
    async close() {
      for (const pair of swallowed) pairs.add(pair);
      destroyAll((socket) => socket.destroy());
      server.close();
      await once(server, "close");
    },
  };
}
