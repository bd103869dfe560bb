import { listProcesses } from "#server/monitoring/processes/list-processes.ts";
import { shareReading } from "#server/platform/share-reading.ts";

/** `listProcesses`, read once a second however many look: every open overview asks for it. */
export const shareProcesses = shareReading(listProcesses);
