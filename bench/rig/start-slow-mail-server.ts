import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import * as z from "zod";

/** When each mail was accepted, and how long each connection then waited for its next whole mail, in ms. */
const drainedMails = z.object({ accepted: z.array(z.number()), gaps: z.array(z.number()) });
export type Drained = z.infer<typeof drainedMails>;

/** Starts bench/rig/slow-mail-server.ts. `drained` resolves after the last of `count` mails. */
export async function startSlowMailServer(milliseconds: number, count: number) {
  const file = path.resolve(import.meta.dirname, "slow-mail-server.ts");
  const child = fork(file, [String(milliseconds), String(count)]);
  const next = async () => (await once(child, "message"))[0];
  const port = z.number().parse(await next());
  const drained = next().then((message) => drainedMails.parse(message));
  return { port, drained, close: () => child.disconnect() };
}
