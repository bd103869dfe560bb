import * as z from "zod";

/** The server is not there, is starting or stopping, has no connection left, or does not know us. */
const codes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ETIMEDOUT",
  "EPIPE",
  "28000",
  // Two transactions waited for each other: PostgreSQL ended one, and it may simply be repeated.
  "40001",
  "40P01",
  "28P01",
  "3D000",
  "53300",
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
  /^(Connection terminated|timeout exceeded when trying to connect|Cannot use a pool after calling end|Client (has encountered|was closed))/;

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
    if (codesOf(current).some((code) => codes.has(code) || code.startsWith("08"))) return true;
    if (words.test(current.message)) return true;
    if (current instanceof AggregateError && current.errors.some(isDatabaseUnavailable)) return true;
  }
  return false;
}
