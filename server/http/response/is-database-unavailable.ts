import * as z from "zod";

/** The server is unreachable, is starting or stopping, is read-only, or rejects our credentials. */
const codes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ETIMEDOUT",
  "EPIPE",
  "EHOSTUNREACH",
  "ENETUNREACH",
  // A standby or a server that was made read-only; a failover ends it.
  "25006",
  // Our transaction was idle for too long: this process was stopped for a while.
  "25P03",
  "28000",
  // Two transactions waited for each other: PostgreSQL ended one, and it may simply be repeated.
  "40001",
  "40P01",
  "28P01",
  "3D000",
  // Lock timeout.
  "55P03",
  "57014",
  "57P01",
  "57P02",
  "57P03",
  "57P05",
  "P1000",
  "P1001",
  "P1002",
  "P1003",
  "P1008",
  "P1010",
  "P1017",
  "P2024",
  "P2037",
]);

// node-postgres gives these no code.
const words =
  /^(Connection terminated|Query read timeout|timeout exceeded when trying to connect|Cannot use a pool after calling end|Client (has encountered|was closed))/;
/** Connection exceptions, and a server that is full: connections, memory, disk. */
const classes = /^(08|53)/;

// Prisma hides the SQLSTATE of what it has no code of its own for (P2039) in its adapter's error.
const wrapped = z.object({
  meta: z.object({ driverAdapterError: z.object({ cause: z.object({ originalCode: z.string() }) }) }),
});

function codesOf(error: Error): string[] {
  const own = "code" in error && typeof error.code === "string" ? [error.code] : [];
  const inner = wrapped.safeParse(error);
  return inner.success ? [...own, inner.data.meta.driverAdapterError.cause.originalCode] : own;
}

/** Whether an error, or what caused it, says that PostgreSQL cannot serve us now: repeat later, 503. */
export function isDatabaseUnavailable(error: unknown): boolean {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; current = current.cause, depth += 1) {
    if (codesOf(current).some((code) => codes.has(code) || classes.test(code))) return true;
    if (words.test(current.message)) return true;
    if (current instanceof AggregateError && current.errors.some(isDatabaseUnavailable)) return true;
  }
  return false;
}
