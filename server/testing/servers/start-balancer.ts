import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const pollMilliseconds = 250;
const probeMilliseconds = 1_000;

type Balancer = {
  origin: string;
  /** Whether each backend counts as ready, in the order given. */
  ready: () => boolean[];
  /** Resolves right after a poll of all backends. The next one is 250 ms later. */
  polled: () => Promise<void>;
  close: () => Promise<void>;
};

/**
 * A TCP load balancer: requests `/api/readyz` of each backend every 250 ms and assigns new connections to ready ones in turn. A
 * backend that refuses or resets resets the client. Connections wait while no backend is ready.
 */
export async function startBalancer(ports: readonly number[]): Promise<Balancer> {
  const backends = ports.map((port) => ({ port, ready: false }));
  const sockets = new Set<Socket>();
  /** A backend that does not answer in time keeps its state; one that refuses is not ready. */
  const probe = async (backend: { port: number; ready: boolean }) => {
    const signal = AbortSignal.timeout(probeMilliseconds);
    backend.ready = await fetch(`http://127.0.0.1:${backend.port}/api/readyz`, { signal }).then(
      async (answer) => answer.arrayBuffer().then(() => answer.status === 200),
      () => signal.aborted && backend.ready,
    );
  };
  let polling = true;
  let poll = Promise.all(backends.map(probe));
  const polls = (async () => {
    while (polling) {
      await poll;
      await sleep(pollMilliseconds);
      poll = Promise.all(backends.map(probe));
    }
    await poll;
  })();
  await poll;

  const pass = (from: Socket, to: Socket) => {
    sockets.add(from);
    from.setNoDelay(true);
    from.pipe(to);
    from.on("error", () => to.resetAndDestroy());
    from.on("close", () => sockets.delete(from));
  };
  let turn = 0;
  const choose = async () => {
    for (;;) {
      const ready = backends.filter((backend) => backend.ready);
      const backend = ready[turn++ % (ready.length || 1)];
      if (backend) return backend;
      await sleep(pollMilliseconds);
    }
  };
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, async (client) => {
    // The client disconnects while it waits.
    client.on("error", () => undefined);
    const backend = await choose();
    const upstream = connect({ port: backend.port, host: "127.0.0.1", allowHalfOpen: true });
    pass(client, upstream);
    pass(upstream, client);
    client.resume();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ready: () => backends.map(({ ready }) => ready),
    async polled() {
      const before = poll;
      while (poll === before) await sleep(1);
      await poll;
    },
    async close() {
      polling = false;
      await polls;
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}
