import { createServer, type Server } from "node:net";
import { afterEach, expect, it } from "vitest";
import { freePort, isFree, pickPort } from "#scripts/pick-port.ts";

const open: Server[] = [];
const occupy = (port: number, host = "127.0.0.1") =>
  new Promise<void>((resolve) => {
    const server = createServer();
    open.push(server);
    server.listen(port, host, resolve);
  });
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

it("takes the default port when it is free, and the next free one when it is not", async () => {
  const port = await freePort();
  expect(await pickPort(undefined, "127.0.0.1", port)).toBe(port);
  await occupy(port);
  const next = await pickPort(undefined, "127.0.0.1", port);
  expect(next).toBeGreaterThan(port);
  expect(await isFree(next, "127.0.0.1")).toBe(true);
});

it("refuses a busy port that was asked for", async () => {
  const port = await freePort();
  expect(await pickPort(port, "127.0.0.1")).toBe(port);
  await occupy(port);
  await expect(pickPort(port, "127.0.0.1")).rejects.toThrow(`Port ${port} on 127.0.0.1 is busy.`);
});

it("sees that a wildcard address serves the port already", async () => {
  const port = await freePort();
  await occupy(port, "0.0.0.0");
  expect(await isFree(port, "127.0.0.1")).toBe(false);
});

it("says that HOST is not an address of this computer", async () => {
  await expect(pickPort(undefined, "192.0.2.1")).rejects.toThrow("HOST is 192.0.2.1, which is not an address");
});
