/** Consequence of discarding messages. */
export const discardText = (count: number): string =>
  count === 1
    ? "It will not be sent. Its payload is kept and it can be restored."
    : "They will not be sent. Their payloads are kept and they can be restored.";

/** Result of a restore. */
export const restoredText = (count: number): string =>
  `${count === 1 ? "It is a dead letter" : "They are dead letters"} again. Nothing was sent.`;
