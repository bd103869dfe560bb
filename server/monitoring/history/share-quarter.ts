import { getQuarter } from "#server/monitoring/history/get-quarter.ts";
import { singleFlight } from "#server/platform/single-flight.ts";

/** `getQuarter`, read once a second however many look. */
export const shareQuarter = singleFlight(getQuarter);
