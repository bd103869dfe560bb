import type { PipelineDto } from "#server/contracts/monitoring/pipeline.ts";

/** Both ends of an age are cut to milliseconds, so the creation of the same row may differ a little. */
const toleranceMilliseconds = 20;

/** Everything but the time, with each age as a creation time: ages change all the time. */
function factsOf(pipeline: PipelineDto): { counts: string; createdAts: number[] } {
  const createdAts: number[] = [];
  const counts = JSON.stringify(pipeline, (key, value: unknown) => {
    if (key === "at") return undefined;
    if (!key.endsWith("AgeSeconds") || typeof value !== "number") return value;
    createdAts.push(Date.parse(pipeline.at) - value * 1_000);
    return "aged";
  });
  return { counts, createdAts };
}

/** Whether two readings have equal counts and the same oldest rows. */
export function sameDepths(one: PipelineDto, other: PipelineDto): boolean {
  const [a, b] = [factsOf(one), factsOf(other)];
  return (
    a.counts === b.counts &&
    a.createdAts.every((createdAt, index) => Math.abs(createdAt - (b.createdAts[index] ?? 0)) <= toleranceMilliseconds)
  );
}
