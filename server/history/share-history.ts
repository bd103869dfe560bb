import { getHistory } from "#server/history/get-history.ts";
import { shareReading } from "#server/share-reading.ts";

/** `getHistory`, read once a second however many look. */
export const shareHistory = shareReading(getHistory);
