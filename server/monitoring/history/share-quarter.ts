import { getQuarter } from "#server/monitoring/history/get-quarter.ts";
import { singleFlight } from "#server/platform/single-flight.ts";

/** `getQuarter`, read at most once per second and process. */
export const shareQuarter = singleFlight(getQuarter);
