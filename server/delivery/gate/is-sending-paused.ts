const sendingPaused = "RDP01";

/** Whether a claim failed because sending is not confirmed for this database. Nothing was claimed then, and no try counted. */
export const isSendingPaused = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === sendingPaused;
