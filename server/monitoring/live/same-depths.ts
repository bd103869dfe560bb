import type { PipelineDto } from "#server/contracts/monitoring/pipeline.ts";

/** Both ends of an age are cut to milliseconds, so the same row's birth is found a little earlier or later. */
const toleranceMilliseconds = 20;

/** Everything but the moment, with each age as the birth of whoever is oldest: an age alone changes all the time. */
function factsOf(pipeline: PipelineDto): { counts: string; births: number[] } {
  const births: number[] = [];
  const counts = JSON.stringify(pipeline, (key, value: unknown) => {
    if (key === "at") return undefined;
    if (!key.endsWith("AgeSeconds") || typeof value !== "number") return value;
    births.push(Date.parse(pipeline.at) - value * 1_000);
    return "aged";
  });
  return { counts, births };
}

/** Whether two readings tell the same: equal counts, and the same ones are oldest. */
export function sameDepths(one: PipelineDto, other: PipelineDto): boolean {
  const [a, b] = [factsOf(one), factsOf(other)];
  return (
    a.counts === b.counts &&
    a.births.every((birth, index) => Math.abs(birth - (b.births[index] ?? 0)) <= toleranceMilliseconds)
  );
}
