/**
 * A complete JSON answer. Its length is given, so that our HTTP server sends it in one write instead of as a stream.
 * An answer without content (204) has no body, whatever `data` is.
 */
export function jsonResponse(
  data: unknown,
  options: { status: number; contentType: string; requestId: string; headers?: Record<string, string> },
): Response {
  const common = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Request-Id": options.requestId,
    ...options.headers,
  };
  if (options.status === 204) return new Response(null, { status: 204, headers: common });
  const text = JSON.stringify(data);
  return new Response(text, {
    status: options.status,
    headers: {
      "Content-Type": `${options.contentType}; charset=utf-8`,
      "Content-Length": String(Buffer.byteLength(text)),
      ...common,
    },
  });
}
