import { createServer, type RequestListener, request } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll } from "vitest";
import { app } from "#server/http/app.ts";
import { createRequestListener } from "#server/http/server/request-listener.ts";

const operatorToken = "an-operator-of-the-tests-with-32-characters";
// Set before anything reads the environment. Started processes get their own.
process.env.API_TOKEN ??= operatorToken;

// Tests place more orders than a guest may. The limits have their own tests.
process.env.STORE_LIMIT_PER_RECIPIENT ??= "off";
process.env.STORE_LIMIT_PER_CLIENT ??= "off";
process.env.STORE_OPEN_ORDERS ??= "off";

/** The headers of an operator. */
export const asOperator = { authorization: `Bearer ${process.env.API_TOKEN}` };

type ApiAnswer = { status: number; headers: Record<string, string>; text: string };

type ApiClient = {
  port: number;
  /** One request by Node's own client, without extra headers. */
  call: (method: string, path: string, options?: CallOptions) => Promise<ApiAnswer>;
  /** Sends raw bytes, also those that no client would send. */
  raw: (bytes: string | Buffer | (string | Buffer)[]) => Promise<ApiAnswer>;
};

type CallOptions = { headers?: Record<string, string>; body?: string | Buffer; json?: unknown };

/** Serves the API, or another listener, on its own socket until the test file ends. */
export async function serveApi(
  listener: RequestListener = createRequestListener({ app, fallback: (_, outgoing) => void outgoing.end("pages") }),
): Promise<ApiClient> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    port,
    call: (method, path, options = {}) => call(port, method, path, options),
    raw: (bytes) => raw(port, bytes),
  };
}

function call(port: number, method: string, path: string, { headers, body, json }: CallOptions): Promise<ApiAnswer> {
  const content = json === undefined ? body : JSON.stringify(json);
  const type = json === undefined ? {} : { "content-type": "application/json" };
  const length = content === undefined ? {} : { "content-length": String(Buffer.byteLength(content)) };
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: "127.0.0.1", port, method, path, headers: { ...type, ...length, ...headers }, agent: false },
      (incoming) => {
        const chunks: Buffer[] = [];
        const answer = () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers as Record<string, string>,
            text: Buffer.concat(chunks).toString(),
          });
        incoming.on("data", (chunk: Buffer) => {
          chunks.push(chunk);
          // A stream does not end: its first bytes are the response.
          if (!incoming.headers["content-type"]?.startsWith("text/event-stream")) return;
          answer();
          incoming.destroy();
        });
        incoming.on("end", answer);
        incoming.on("error", reject);
      },
    );
    outgoing.on("error", reject);
    outgoing.end(content);
  });
}

function parse(received: string): ApiAnswer | null {
  const end = received.indexOf("\r\n\r\n");
  if (end < 0) return null;
  const [statusLine = "", ...lines] = received.slice(0, end).split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  );
  const text = received.slice(end + 4);
  const length = headers["content-length"];
  if (length !== undefined && Buffer.byteLength(text) < Number(length)) return null;
  return { status: Number(statusLine.split(" ")[1]), headers, text };
}

function raw(port: number, bytes: string | Buffer | (string | Buffer)[]): Promise<ApiAnswer> {
  return new Promise((resolve, reject) => {
    let received = "";
    const socket = connect(port, "127.0.0.1");
    socket.on("data", (chunk) => {
      received += chunk.toString();
      const answer = parse(received);
      if (!answer) return;
      resolve(answer);
      socket.destroy();
    });
    socket.on("error", reject);
    socket.on("close", () => reject(new Error(`closed after ${JSON.stringify(received.slice(0, 200))}`)));
    for (const part of [bytes].flat()) socket.write(part);
  });
}
