/** The code of an error: PostgreSQL's SQLSTATE, or Node's code of a network error. Empty where it has none. */
export const sqlStateOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
