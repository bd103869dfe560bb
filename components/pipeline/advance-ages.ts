import type { PipelineDto } from "#server/contracts/monitoring/pipeline.ts";

/** The same depths some seconds later: without new data only the ages change. */
export function advanceAges(pipeline: PipelineDto, seconds: number): PipelineDto {
  const older = (age: number | null) => (age === null ? null : age + seconds);
  return {
    ...pipeline,
    at: new Date(Date.parse(pipeline.at) + seconds * 1_000).toISOString(),
    outbox: { ...pipeline.outbox, oldestAgeSeconds: older(pipeline.outbox.oldestAgeSeconds) },
    handlers: pipeline.handlers.map((handler) => ({
      ...handler,
      oldestAgeSeconds: older(handler.oldestAgeSeconds),
      oldestDeadAgeSeconds: older(handler.oldestDeadAgeSeconds),
    })),
  };
}
