const deepest = 4;

/**
 * An error as the log keeps it: kind, message, code and stack, of its causes too. PostgreSQL's detail, where and parameters
 * stay out: they quote the row.
 */
export function serializeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return error;
  const { code, cause } = error as Error & { code?: unknown };
  return {
    type: error.constructor.name,
    message: error.message,
    ...(typeof code === "string" || typeof code === "number" ? { code } : {}),
    stack: error.stack,
    ...(cause === undefined || depth >= deepest ? {} : { cause: serializeError(cause, depth + 1) }),
  };
}
