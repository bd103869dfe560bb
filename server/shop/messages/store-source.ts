/** The CloudEvents source of the store's messages. */
export const storeSource = "/redeliver/store";
