const deepest = 4;

/** An error for the log, with its causes: class, message, code and stack. Not PostgreSQL's details, which quote the row. */
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
