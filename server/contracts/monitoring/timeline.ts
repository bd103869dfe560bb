import * as z from "zod";

export const pipelineStages = [
  "message_written",
  "relayed",
  "handler_off",
  "attempt_failed",
  "retry_scheduled",
  "worker_lost",
  "delivered",
  "dead",
  "replayed",
  "undone",
  "discarded",
  "restored",
] as const;
export type PipelineStage = (typeof pipelineStages)[number];

/** One step of the messages of a subject. */
export const pipelineEntryDto = z.object({
  at: z.iso.datetime(),
  stage: z.enum(pipelineStages),
  messageId: z.uuid().nullable(),
  messageType: z.string().nullable(),
  deliveryId: z.uuid().nullable(),
  handler: z.string().nullable(),
  attempt: z.int().nullable(),
  revision: z.int().nullable(),
  failureCode: z.string().nullable(),
});
export type PipelineEntryDto = z.output<typeof pipelineEntryDto>;
