/** Order number: the first eight characters of the ID, as in e-mail subjects. */
export const orderNumber = (orderId: string): string => orderId.slice(0, 8).toUpperCase();
