import { getHistory } from "#server/monitoring/history/get-history.ts";
import { singleFlight } from "#server/platform/single-flight.ts";

/** `getHistory`, read at most twice per second. A browser asks every second, so a chart is at most 2 s old. */
export const shareHistory = singleFlight(getHistory, 500);
