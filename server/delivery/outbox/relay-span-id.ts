/**
 * The id of the step that hands a delivery to its queue: the second half of the delivery's own id, 62 random bits. So
 * whoever tries the delivery knows its parent, and neither the job nor the row has to carry it.
 */
export const relaySpanId = (deliveryId: string): string => deliveryId.replaceAll("-", "").slice(16);
