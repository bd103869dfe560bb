import { expect, test } from "vitest";
import { describeRules } from "#server/monitoring/alerts/describe-rules.ts";

test("a rule says when it is met, and for which handlers by thresholds of their own", () => {
  const rules = describeRules([
    { id: "mails", label: "Mails", alerts: { deadCount: 5, failureRate: 0.2 } },
    { id: "webhooks", label: "Webhooks" },
  ]);
  const own = Object.fromEntries(rules.filter((rule) => rule.own.length > 0).map((rule) => [rule.id, rule.own]));
  expect(own).toEqual({
    dead_count: [{ handler: "mails", label: "Mails", when: "5 deliveries of a handler are dead" }],
    failure_rate: [
      {
        ...{ handler: "mails", label: "Mails" },
        when: "at least 20 % of a handler's tries failed within a minute, and at least 10",
      },
    ],
  });
  expect(rules.find(({ id }) => id === "dead_count")?.when).toBe("100 deliveries of a handler are dead");
});
