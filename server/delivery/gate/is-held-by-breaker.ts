const heldByBreaker = "RDP02";

/** Whether a claim failed because the handler's breaker holds its deliveries. Nothing was claimed then, and no try counted. */
export const isHeldByBreaker = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === heldByBreaker;
