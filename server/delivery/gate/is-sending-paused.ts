const sendingPaused = "RDP01";

/** Whether a claim failed because sending is not confirmed for this database. No attempt was counted. */
export const isSendingPaused = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === sendingPaused;
