import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";
import * as z from "zod";

const value = z.union([
  z.object({ stringValue: z.string() }).transform(({ stringValue }) => stringValue),
  z.object({ intValue: z.coerce.number() }).transform(({ intValue }) => intValue),
  z.object({ doubleValue: z.number() }).transform(({ doubleValue }) => doubleValue),
  z.object({ boolValue: z.boolean() }).transform(({ boolValue }) => boolValue),
  z.unknown().transform(() => "something else"),
]);
const attributes = z
  .array(z.object({ key: z.string(), value }))
  .transform((all) => Object.fromEntries(all.map(({ key, value: of }) => [key, of])));
const span = z.object({
  traceId: z.string().regex(/^[0-9a-f]{32}$/),
  spanId: z.string().regex(/^[0-9a-f]{16}$/),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  startTimeUnixNano: z.coerce.bigint(),
  endTimeUnixNano: z.coerce.bigint(),
  attributes,
  links: z.array(z.object({ traceId: z.string(), spanId: z.string() })).default([]),
  status: z.object({ code: z.number().default(0) }),
});
const request = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes }),
      scopeSpans: z.array(z.object({ spans: z.array(span) })),
    }),
  ),
});

/** OTLP's numbers of span kinds. */
export const spanKinds = { server: 2, client: 3, producer: 4, consumer: 5 } as const;
export const failed = 2;

export type ReceivedSpan = z.output<typeof span> & { service: unknown };

type OtlpReceiver = {
  url: string;
  /** All accepted spans, in order. */
  spans: () => ReceivedSpan[];
  /** The number of exports, accepted or not. */
  asked: () => number;
  headers: () => Record<string, string | string[] | undefined>;
};

const servers = new Set<Server>();
afterAll(() => {
  for (const server of servers) server.close().closeAllConnections();
});

/** A collector of OTLP over HTTP and JSON that accepts exports, refuses them with a status, or never answers. */
export async function startOtlpReceiver(answer: number | "never" = 200): Promise<OtlpReceiver> {
  const taken: ReceivedSpan[] = [];
  let asked = 0;
  let headers = {};
  const server = createServer(async (incoming, outgoing) => {
    asked += 1;
    headers = incoming.headers;
    const text = (await incoming.toArray()).join("");
    if (answer === "never") return;
    if (incoming.method === "POST" && incoming.url === "/v1/traces" && answer === 200) {
      for (const { resource, scopeSpans } of request.parse(JSON.parse(text)).resourceSpans) {
        const service = resource.attributes["service.name"];
        for (const { spans } of scopeSpans) taken.push(...spans.map((each) => ({ ...each, service })));
      }
    }
    outgoing.writeHead(answer, { "content-type": "application/json" }).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers.add(server);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: () => [...taken],
    asked: () => asked,
    headers: () => headers,
  };
}
