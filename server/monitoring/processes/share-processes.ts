import { listProcesses } from "#server/monitoring/processes/list-processes.ts";
import { singleFlight } from "#server/platform/single-flight.ts";

/** `listProcesses`, read at most once per second and process: every open overview asks for it. */
export const shareProcesses = singleFlight(listProcesses);
