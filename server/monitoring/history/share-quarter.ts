import { getQuarter } from "#server/monitoring/history/get-quarter.ts";
import { shareReading } from "#server/platform/share-reading.ts";

/** `getQuarter`, read once a second however many look. */
export const shareQuarter = shareReading(getQuarter);
