import { randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { policyHeader, setOwnHeader, stripOwnHeaders, urlHeader } from "#server/http/request/own-headers.ts";
import { foreignHostDetail, isOwnHost } from "#server/http/request/own-host.ts";
import type { WholeAnswer } from "#server/http/response/json-answer.ts";
import { answerError, problemAnswer } from "#server/http/response/problem.ts";
import { dataHeaders, pagePolicy, securityHeaders } from "#server/http/response/security-headers.ts";
import type { Bindings } from "#server/http/route/route-definition.ts";
import { answerNotReady } from "#server/http/server/answer-not-ready.ts";
import { discardRest } from "#server/http/server/discard-rest.ts";
import { skipsRouterFetch } from "#server/http/server/skip-router-fetch.ts";
import { env } from "#server/platform/env/env.ts";
import { NotFoundError } from "#server/platform/errors.ts";
import { logFor } from "#server/platform/telemetry/log.ts";

type ListenerOptions = {
  app: Hono<{ Bindings: Bindings }>;
  /** Serves what is not part of the API: Next. */
  fallback: (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void> | void;
  /** Why nothing but the health checks can be served yet, or null. */
  notReady?: () => string | null;
  /** Aborts when the process gets SIGTERM: each answer closes its connection from then on. */
  stopping?: AbortSignal;
  /** Aborts when the listener closes: open streams end then. */
  closing?: AbortSignal;
};

/** Paths that the API answers alone: Next has no page there. */
const ownPrefixes = ["/api/", "/schemas/", "/.well-known/"];
const isApi = (path: string) => path === "/api" || ownPrefixes.some((prefix) => path.startsWith(prefix));
const isHealthCheck = (path: string) => path === "/api/livez" || path === "/api/readyz";

function isWellFormed(path: string): boolean {
  if (!path.startsWith("/")) return false;
  if (!path.includes("%")) return true;
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** Next serves it even where no page uses it, and it fetches and decodes any URL that a client names. */
const imageOptimizer = "/_next/image";

/** Pages are read and never posted to: there are no Server Actions. Hot reload posts, in development. */
const isPageRequest = ({ method }: IncomingMessage, path: string) =>
  env().NODE_ENV === "development" || (path !== imageOptimizer && (method === "GET" || method === "HEAD"));

/** Several Host headers are refused. A request without one is HTTP/1.0, which no browser uses. */
const namesUs = ({ headersDistinct: { host } }: IncomingMessage) => host === undefined || isOwnHost(host.join(", "));

function setHeaders(outgoing: ServerResponse, headers: Record<string, string>): void {
  for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
}

/** Paths that node-server would resolve, or refuse without a problem: no route has such a path. */
const isResolvable = (path: string) => /\/\.\.?(?:\/|$)|\\/.test(path);

/** Whether node-server builds a URL of a request: it takes an IPv6 address in Host in its shortest form only. */
function isAcceptedUrl({ headers: { host = "localhost" }, url: target }: IncomingMessage): boolean {
  const url = `http://${host}${target}`;
  if (!host.startsWith("[")) return URL.canParse(url);
  return URL.parse(url)?.hostname === host.replace(/:\d+$/, "").toLowerCase();
}

function writeWhole({ status, headers, text }: WholeAnswer, outgoing: ServerResponse, head: boolean): void {
  outgoing.writeHead(status, headers);
  if (head || text === null) outgoing.end();
  else outgoing.end(text);
}

/** Our HTTP server's listener: serves the API, passes pages to Next. Only a trusted proxy may state the client's address. */
export function createRequestListener({
  app,
  fallback,
  notReady,
  stopping,
  closing,
}: ListenerOptions): RequestListener {
  const logger = logFor("http");
  const closeWhenStopping = (outgoing: ServerResponse) => {
    if (stopping?.aborted || closing?.aborted) outgoing.shouldKeepAlive = false;
  };
  const serveApi = getRequestListener(
    async (request, bindings) => {
      // Our server speaks HTTP/1.1 only, so these are not the objects of HTTP/2.
      const { incoming, outgoing } = bindings as Required<Pick<Bindings, "incoming" | "outgoing">>;
      closeWhenStopping(outgoing);
      const response = await app.fetch(request, { incoming, outgoing, closing });
      closeWhenStopping(outgoing);
      return response;
    },
    { hostname: "localhost" },
  );

  /** Answers before the API or a page, or returns null. */
  function refuse(incoming: IncomingMessage, path: string): WholeAnswer | null {
    const about = () => ({ requestId: randomUUID(), instance: path });
    if (!isWellFormed(path)) {
      const detail = "The request target must be a path with UTF-8 percent-encoding.";
      return problemAnswer({ code: "malformed_request", detail }, about());
    }
    if (!namesUs(incoming)) return problemAnswer({ code: "malformed_request", detail: foreignHostDetail() }, about());
    const reason = isHealthCheck(path) ? null : (notReady?.() ?? null);
    if (reason !== null) return answerNotReady(incoming, reason, about());
    if (!isApi(path)) return null;
    if (isResolvable(path)) return answerError(new NotFoundError("Unknown path."), about());
    if (isAcceptedUrl(incoming)) return null;
    return problemAnswer({ code: "malformed_request", detail: foreignHostDetail() }, about());
  }

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    stripOwnHeaders(incoming);
    const [path = ""] = (incoming.url ?? "").split("?", 1);
    const startedAt = performance.now();
    outgoing.once("close", () => {
      const milliseconds = Math.round(performance.now() - startedAt);
      logger.debug({ method: incoming.method, path, status: outgoing.statusCode, milliseconds }, "request");
    });
    const refusal = refuse(incoming, path);
    if (refusal || isApi(path)) {
      if (refusal) {
        closeWhenStopping(outgoing);
        writeWhole(refusal, outgoing, incoming.method === "HEAD");
      } else await serveApi(incoming, outgoing);
      discardRest(incoming);
      return;
    }
    closeWhenStopping(outgoing);
    if (await skipsRouterFetch(incoming, path)) {
      outgoing.writeHead(204, dataHeaders()).end();
      return;
    }
    if (!isPageRequest(incoming, path)) {
      outgoing.writeHead(path === imageOptimizer ? 404 : 405, { ...dataHeaders(), Allow: "GET, HEAD" }).end();
      discardRest(incoming);
      return;
    }
    const policy = pagePolicy(randomBytes(16).toString("base64"), path);
    setHeaders(outgoing, { ...securityHeaders(), "Content-Security-Policy": policy });
    // Next gives its scripts the nonce that it finds in the request.
    setOwnHeader(incoming, policyHeader, policy);
    setOwnHeader(incoming, urlHeader, incoming.url ?? "/");
    await fallback(incoming, outgoing);
  }

  return (incoming, outgoing) => {
    serve(incoming, outgoing).catch((error: unknown) => {
      logger.error({ err: error, method: incoming.method, path: incoming.url?.split("?", 1)[0] }, "a request failed");
      if (outgoing.headersSent) outgoing.destroy();
      else {
        const headers = { ...dataHeaders(), "Content-Type": "text/plain; charset=utf-8" };
        outgoing.writeHead(500, headers).end("Internal error\n");
      }
    });
  };
}
