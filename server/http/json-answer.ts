/** An answer that is whole before its first byte is sent. Header names are as they go on the wire. */
export type WholeAnswer = { status: number; headers: Record<string, string | string[]>; text: string | null };

/** A complete JSON answer, with its length. One without content (204) has no body, whatever `data` is. */
export function jsonAnswer(
  data: unknown,
  options: { status: number; contentType: string; requestId: string; headers?: Record<string, string | string[]> },
): WholeAnswer {
  const common = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Request-Id": options.requestId,
    ...options.headers,
  };
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

/** The answer as a web-standard Response. */
export function toResponse({ status, headers, text }: WholeAnswer): Response {
  const own = new Headers();
  for (const [name, values] of Object.entries(headers)) for (const value of [values].flat()) own.append(name, value);
  return new Response(text, { status, headers: own });
}
