const heldByBreaker = "RDP02";

/** Whether a claim failed because the handler's circuit breaker holds its deliveries. No attempt was counted. */
export const isHeldByBreaker = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === heldByBreaker;
