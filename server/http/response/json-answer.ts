import { dataHeaders } from "#server/http/response/security-headers.ts";

/** An answer that is whole before its first byte is sent. Header names are as they go on the wire. */
export type WholeAnswer = { status: number; headers: Record<string, string | string[]>; text: string | null };

const commonHeaders = (requestId: string) => ({
  ...dataHeaders(),
  "Cache-Control": "no-store",
  "X-Request-Id": requestId,
});

/** A complete JSON answer, with its length. One without content (204) has no body, whatever `data` is. */
export function jsonAnswer(
  data: unknown,
  options: { status: number; contentType: string; requestId: string; headers?: WholeAnswer["headers"] | undefined },
): WholeAnswer {
  const common = { ...commonHeaders(options.requestId), ...options.headers };
  if (options.status === 204) return { status: 204, headers: common, text: null };
  const text = JSON.stringify(data);
  return {
    status: options.status,
    headers: {
      "Content-Type": `${options.contentType}; charset=utf-8`,
      "Content-Length": String(Buffer.byteLength(text)),
      ...common,
    },
    text,
  };
}

/** A complete answer that is a text of another type, which `headers` name. */
export function textAnswer(text: string, about: { requestId: string; headers: Record<string, string> }): WholeAnswer {
  return {
    status: 200,
    headers: {
      "Content-Length": String(Buffer.byteLength(text)),
      ...commonHeaders(about.requestId),
      ...about.headers,
    },
    text,
  };
}

const isPlain = (headers: WholeAnswer["headers"]): headers is Record<string, string> =>
  !Object.values(headers).some(Array.isArray);

/** The answer as a Response. Plain headers stay an object: the server writes them as they are, without a Headers of its own. */
export function toResponse({ status, headers, text }: WholeAnswer): Response {
  if (isPlain(headers)) return new Response(text, { status, headers });
  const pairs = Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, value]),
  );
  return new Response(text, { status, headers: pairs });
}
