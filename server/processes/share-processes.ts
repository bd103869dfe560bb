import { listProcesses } from "#server/processes/list-processes.ts";
import { shareReading } from "#server/share-reading.ts";

/** `listProcesses`, read once a second however many look: every open overview asks for it. */
export const shareProcesses = shareReading(listProcesses);
