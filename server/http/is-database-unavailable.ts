/** The server is not there, is starting or stopping, has no connection left, or does not know us. */
const codes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ETIMEDOUT",
  "EPIPE",
  "28000",
  "28P01",
  "3D000",
  "53300",
  "57014",
  "57P01",
  "57P02",
  "57P03",
  "57P05",
  "P1001",
  "P1002",
  "P1008",
  "P1017",
  "P2024",
]);

// node-postgres gives these no code.
const words =
  /^(Connection terminated|timeout exceeded when trying to connect|Cannot use a pool after calling end|Client (has encountered|was closed))/;

/** Whether an error, or what caused it, says that PostgreSQL cannot serve us now: repeat later, 503. */
export function isDatabaseUnavailable(error: unknown): boolean {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; current = current.cause, depth += 1) {
    const code = "code" in current && typeof current.code === "string" ? current.code : "";
    if (codes.has(code) || code.startsWith("08") || words.test(current.message)) return true;
    if (current instanceof AggregateError && current.errors.some(isDatabaseUnavailable)) return true;
  }
  return false;
}
