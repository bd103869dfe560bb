import { getQuarter } from "#server/monitoring/history/get-quarter.ts";
import { shareReading } from "#server/platform/share-reading.ts";

/** `getQuarter`, read at most once per second and process. */
export const shareQuarter = shareReading(getQuarter);
