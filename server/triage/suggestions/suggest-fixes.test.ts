import "#server/modules.ts";
import { describe, expect, it } from "vitest";
import { handlersOn } from "#server/delivery/handlers/registry.ts";
import { type BrokenPayload, brokenPayloads, hopelessPayloads } from "#server/testing/fixtures/broken-payloads.ts";
import { type Broken, suggestFixes } from "#server/triage/suggestions/suggest-fixes.ts";

/** The payload as JSON, without undefined fields. */
const stored = (data: unknown) => JSON.parse(JSON.stringify(data));

function suggestionsFor({ definition, data, failureCode, customer }: BrokenPayload) {
  const broken: Broken = {
    definition,
    handler: handlersOn(definition.type)[0]?.id ?? "none",
    failureCode,
    subject: definition.subject(definition.example),
    data: stored(data),
  };
  return suggestFixes(broken, () => ({ customer: customer === undefined ? null : { email: customer } }));
}

describe("suggestions", () => {
  const judged = brokenPayloads.map((broken) => ({ ...broken, offered: suggestionsFor(broken) }));

  it("are right for at least 28 of 40 broken payloads", () => {
    expect(brokenPayloads).toHaveLength(40);
    const right = judged.filter(({ right, offered }) => right !== null && offered.length > 0);
    expect(right.length).toBeGreaterThanOrEqual(28);
  });

  it.each(judged.map((one) => [one.name, one] as const))("are never wrong: %s", (_, { right, offered }) => {
    expect(offered.map(({ data }) => stored(data))).toEqual(
      right === null || offered.length === 0 ? [] : [stored(right)],
    );
  });

  it("exist for every payload that has a right answer", () => {
    const missed = judged.filter(({ right, offered }) => right !== null && offered.length === 0);
    expect(missed.map(({ name }) => name)).toEqual([]);
  });

  it("have a reason of one sentence, without a value of the payload", () => {
    for (const { offered } of judged) {
      for (const { reason } of offered) {
        expect(reason).toMatch(/^\S.*\.$/);
        expect(reason).not.toMatch(/ada|7420/i);
      }
    }
  });
});

describe("no suggestion", () => {
  it("for twenty healthy or hopeless payloads", () => {
    expect(hopelessPayloads).toHaveLength(20);
  });

  it.each(hopelessPayloads.map((one) => [one.name, one] as const))("for %s", (_, hopeless) => {
    expect(suggestionsFor(hopeless)).toEqual([]);
  });
});
