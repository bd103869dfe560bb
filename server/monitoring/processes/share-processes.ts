import { listProcesses } from "#server/monitoring/processes/list-processes.ts";
import { shareReading } from "#server/platform/share-reading.ts";

/** `listProcesses`, read at most once per second and process: every open overview asks for it. */
export const shareProcesses = shareReading(listProcesses);
