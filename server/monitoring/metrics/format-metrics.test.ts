import fc from "fast-check";
import { expect, test } from "vitest";
import { formatMetrics } from "#server/monitoring/metrics/format-metrics.ts";
import { parseMetrics } from "#server/testing/parse-metrics.ts";

test("formats a metric family as help, type and samples", () => {
  const text = formatMetrics([
    {
      ...{ name: "dlq_messages", type: "gauge", help: "Dead\nletters \\o/." },
      samples: [
        { labels: { queue: "order-notifications" }, value: 3 },
        { labels: { queue: "a" }, value: 0.5 },
      ],
    },
    { name: "nothing", type: "gauge", help: "Left out.", samples: [] },
    { name: "relayed_total", type: "counter", help: "x", samples: [{ value: 1e21 }] },
  ]);
  expect(text).toBe(`# HELP redeliver_dlq_messages Dead\\nletters \\\\o/.
# TYPE redeliver_dlq_messages gauge
redeliver_dlq_messages{queue="order-notifications"} 3
redeliver_dlq_messages{queue="a"} 0.5
# HELP redeliver_relayed_total x
# TYPE redeliver_relayed_total counter
redeliver_relayed_total 1e+21
`);
});

test("escapes labels so that they are parsed back unchanged", () => {
  // fast-check's own unit for any character takes seconds to build.
  const anyCharacter = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));
  const value = fc.oneof(
    fc.string({ unit: anyCharacter }),
    fc.string({ unit: fc.constantFrom("\\", '"', "\n", "n", "}", ",", "=") }),
  );
  fc.assert(
    fc.property(value, value, fc.double({ noDefaultInfinity: true, noNaN: true }), (one, other, number) => {
      const text = formatMetrics([
        { name: "m", type: "gauge", help: one, samples: [{ labels: { one, other }, value: number }, { value: 1 }] },
      ]);
      const family = parseMetrics(text).get("redeliver_m");
      expect(family?.help).toBe(one);
      expect(family?.samples[0]?.labels).toEqual({ one, other });
      expect(family?.samples[0]?.value).toBeCloseTo(number, 10);
    }),
  );
});
