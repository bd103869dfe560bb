import * as z from "zod";

/** A trace of OpenTelemetry: its id, and where the operator's own tracing shows it, where that is known. */
export const distributedTraceDto = z.object({ id: z.string(), url: z.url().nullable() });
export type DistributedTraceDto = z.output<typeof distributedTraceDto>;
