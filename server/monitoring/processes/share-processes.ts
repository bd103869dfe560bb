import { listProcesses } from "#server/monitoring/processes/list-processes.ts";
import { singleFlight } from "#server/platform/single-flight.ts";

/** `listProcesses`, read once a second however many look: every open overview asks for it. */
export const shareProcesses = singleFlight(listProcesses);
