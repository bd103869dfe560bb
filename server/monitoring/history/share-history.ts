import { getHistory } from "#server/monitoring/history/get-history.ts";
import { singleFlight } from "#server/platform/single-flight.ts";

/** `getHistory`, read twice a second at most: with the second that a browser waits between two questions, what is shown is at most two old. */
export const shareHistory = singleFlight(getHistory, 500);
