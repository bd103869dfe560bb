import { expect, test } from "vitest";
import { describeRules } from "#server/monitoring/alerts/describe-rules.ts";

test("describes every rule, and the handlers with thresholds of their own", () => {
  const rules = describeRules([
    { id: "mails", label: "Mails", alerts: { deadCount: 5, failureRate: 0.2 } },
    { id: "webhooks", label: "Webhooks" },
  ]);
  const own = Object.fromEntries(rules.filter((rule) => rule.own.length > 0).map((rule) => [rule.id, rule.own]));
  expect(own).toEqual({
    dead_count: [{ handler: "mails", label: "Mails", when: "a handler has 5 dead letters" }],
    failure_rate: [
      {
        ...{ handler: "mails", label: "Mails" },
        when: "at least 20 % of a handler's attempts failed within a minute, and at least 10",
      },
    ],
  });
  expect(rules.find(({ id }) => id === "dead_count")?.when).toBe("a handler has 100 dead letters");
});
