/** The short name of an order: `Order 0191D0A4`. */
export const orderLabel = (orderId: string): string => `Order ${orderId.slice(0, 8).toUpperCase()}`;
