import { startProduct } from "#bench/rig/start-product.ts";
import { type StartedServer, startServer } from "#bench/rig/start-server.ts";
import { unlimited } from "#bench/rig/start-store.ts";
import { freePort } from "#server/testing/servers/free-port.ts";

type Command = { args: readonly string[]; env?: Record<string, string> };

/** Starts the store over this database, with its catalogue, and says what can be bought. */
export async function openStore(
  url: string,
  commandFor: (port: number) => Command,
): Promise<{ server: StartedServer; productId: string }> {
  const [code] = await startProduct("migrate", { DATABASE_URL: url }).ended;
  if (code !== 0) throw new Error(`npm run migrate ended with ${code}`);
  const port = await freePort();
  const { args, env } = commandFor(port);
  const server = await startServer({
    args,
    port,
    path: "/api/v1/products",
    env: { DATABASE_URL: url, ...unlimited, ...env },
  });
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/products`);
  const { items } = (await answer.json()) as { items: { id: string }[] };
  const [first] = items;
  if (!first) throw new Error("the catalogue is empty");
  return { server, productId: first.id };
}
