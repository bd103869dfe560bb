const wellFormed = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The W3C trace context of a request, or null. An invalid one is ignored, as the specification requires. */
export function traceparentOf(headers: Pick<Headers, "get">): string | null {
  const given = headers.get("traceparent");
  return given !== null && wellFormed.test(given) ? given : null;
}
