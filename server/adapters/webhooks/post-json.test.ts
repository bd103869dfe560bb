import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { postJson } from "#server/adapters/webhooks/post-json.ts";
import { eventually } from "#server/testing/eventually.ts";

const { signal } = new AbortController();

async function listening(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it.each([200, 500])("reads the start of an endless response (%i), and closes the connection", async (status) => {
  let written = 0;
  let closed = false;
  const server = createServer((_request, response) => {
    response.writeHead(status);
    const more = () => {
      while (!closed && response.write("x".repeat(16_384))) written += 16_384;
    };
    response.on("drain", more).on("close", () => {
      closed = true;
    });
    more();
  });
  const posting = postJson(await listening(server), {}, signal);
  if (status === 200) await posting;
  else await expect(posting).rejects.toMatchObject({ reply: expect.stringMatching(/^500 x{400,500}$/) });
  await eventually(() => closed);
  // The count includes the socket buffers of both ends.
  expect(written).toBeLessThan(32 * 1_048_576);
});

it("reports the receiver's response", async () => {
  const server = createServer((_request, response) => response.writeHead(404).end("no_service"));
  await expect(postJson(await listening(server), {}, signal)).rejects.toMatchObject({ reply: "404 no_service" });
});
