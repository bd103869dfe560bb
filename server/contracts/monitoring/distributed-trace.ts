import * as z from "zod";

/** An OpenTelemetry trace: its ID, and its page in the operator's tracing system if that is configured. */
export const distributedTraceDto = z.object({ id: z.string(), url: z.url().nullable() });
export type DistributedTraceDto = z.output<typeof distributedTraceDto>;
