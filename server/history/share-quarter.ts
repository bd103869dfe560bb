import { getQuarter } from "#server/history/get-quarter.ts";
import { shareReading } from "#server/share-reading.ts";

/** `getQuarter`, read once a second however many look. */
export const shareQuarter = shareReading(getQuarter);
