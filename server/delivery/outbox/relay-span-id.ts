/**
 * The span ID of the relay step of a delivery: the second half of the delivery's ID, 62 random bits. An attempt derives its
 * parent from it, so that neither the job nor the row stores it.
 */
export const relaySpanId = (deliveryId: string): string => deliveryId.replaceAll("-", "").slice(16);
