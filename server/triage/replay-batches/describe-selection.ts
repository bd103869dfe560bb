import type { ReplayFilter } from "#server/contracts/triage/replay-batch.ts";

const words: { [Each in keyof ReplayFilter]-?: (value: string) => string } = {
  handler: (value) => `handler ${value}`,
  type: (value) => `message type ${value}`,
  code: (value) => `failure code ${value}`,
  cause: (value) => `cause ${value}`,
  order: (value) => `order ${value}`,
  since: (value) => `failed at ${value} or later`,
  until: (value) => `failed before ${value}`,
  age: (value) => `failed at least ${value} ago`,
  attempts: (value) => (value === "1" ? "1 attempt" : `${value} attempts`),
  replayed: (value) => (value === "yes" ? "replayed before" : "never replayed"),
};

/** A filter in words, in the order of its fields. Pure. */
export function describeFilter(filter: ReplayFilter): string {
  const names = Object.keys(words) as (keyof ReplayFilter)[];
  const parts = names.flatMap((name) => (filter[name] === undefined ? [] : [words[name](filter[name])]));
  return parts.length === 0 ? "All dead letters" : `Dead letters: ${parts.join(", ")}`;
}
