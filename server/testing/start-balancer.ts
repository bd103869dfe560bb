import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

const pollMilliseconds = 250;
const probeMilliseconds = 1_000;

export type Balancer = {
  origin: string;
  /** What it thinks of each backend, in the order given. */
  ready: () => boolean[];
  close: () => Promise<void>;
};

/**
 * A TCP balancer as platforms have them: asks `/api/readyz` of each backend every 250 ms, gives new connections to those that
 * answered 200 last, in turn, and passes bytes. A backend that refuses or resets resets the client.
 */
export async function startBalancer(ports: readonly number[]): Promise<Balancer> {
  const backends = ports.map((port) => ({ port, ready: false }));
  const sockets = new Set<Socket>();
  const probe = async (backend: { port: number; ready: boolean }) => {
    const signal = AbortSignal.timeout(probeMilliseconds);
    backend.ready = await fetch(`http://127.0.0.1:${backend.port}/api/readyz`, { signal }).then(
      async (answer) => answer.arrayBuffer().then(() => answer.status === 200),
      () => false,
    );
  };
  const polling = setInterval(() => void Promise.all(backends.map(probe)), pollMilliseconds);
  await Promise.all(backends.map(probe));

  const pass = (from: Socket, to: Socket) => {
    sockets.add(from);
    from.setNoDelay(true);
    from.pipe(to);
    from.on("error", () => to.resetAndDestroy());
    from.on("close", () => sockets.delete(from));
  };
  let turn = 0;
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const ready = backends.filter((backend) => backend.ready);
    const backend = ready[turn++ % (ready.length || 1)];
    if (!backend) return void client.resetAndDestroy();
    const upstream = connect({ port: backend.port, host: "127.0.0.1", allowHalfOpen: true });
    pass(client, upstream);
    pass(upstream, client);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ready: () => backends.map(({ ready }) => ready),
    async close() {
      clearInterval(polling);
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}
