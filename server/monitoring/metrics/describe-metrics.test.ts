import { readFileSync } from "node:fs";
import { parser } from "@prometheus-io/lezer-promql";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import { alertRules, defaultThresholds } from "#server/monitoring/alerts/rules.ts";
import type { AlertFacts } from "#server/monitoring/alerts/sql/read-facts.ts";
import { describeMetrics } from "#server/monitoring/metrics/describe-metrics.ts";
import { metricPrefix } from "#server/monitoring/metrics/format-metrics.ts";

const read = (file: string) => readFileSync(new URL(`../../../ops/${file}`, import.meta.url), "utf8");
const alertFile = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string(),
          expr: z.string(),
          for: z.string(),
          labels: z.object({ severity: z.enum(["critical", "warning"]), rule: z.string().optional() }),
          annotations: z.object({ summary: z.string() }),
        }),
      ),
    }),
  ),
});
const target = z.object({ expr: z.string(), datasource: z.object({ uid: z.string().regex(/^\$\{datasource\}$/) }) });
const dashboardFile = z.object({
  schemaVersion: z.number().min(39),
  uid: z.literal("redeliver"),
  panels: z.array(z.object({ id: z.number(), title: z.string(), targets: z.array(target).min(1) })),
  annotations: z.object({ list: z.array(target) }),
  templating: z.object({ list: z.array(z.object({ name: z.string(), type: z.string(), query: z.string() })) }),
});

const rules = alertFile.parse(parse(read("prometheus/alerts.yml"))).groups.flatMap((group) => group.rules);
const dashboard = dashboardFile.parse(JSON.parse(read("grafana/redeliver.json")));

const handler = {
  ...{ handler: "order-notifications", label: "Order mails", enabled: true, paused: null, breaker: null },
  noun: { one: "order mail", many: "order mails" },
  ...{ waiting: 0, ready: 0, active: 0, retrying: 0, dead: 0, delivered: 0 },
  ...{ oldestAgeSeconds: null, oldestDeadAgeSeconds: null },
};
const declared = new Map(
  describeMetrics({
    pipeline: {
      ...{ at: "2026-01-01T00:00:00.000Z", workers: 1, alerts: 0, firing: [], sending: null },
      ...{ outbox: { pending: 0, parked: 0, oldestAgeSeconds: null }, handlers: [handler] },
    },
    totals: {
      ...{ relayed: 0, deaths: [], replays: [], causes: [], workers: [], beatAgeSeconds: 1 },
      retention: [{ kind: "payloads", rowsTotal: 0, startedAtSeconds: 1, failed: false }],
    },
    own: { residentBytes: 1, heapUsedBytes: 1, loopDelaySeconds: 0, build: "1" },
  }).map(({ name, samples }) => [`${metricPrefix}${name}`, samples.map(({ labels = {} }) => labels)]),
);
/** Labels that Prometheus adds to every sample. */
const ofPrometheus = ["job", "instance"];
/** Labels whose values are not in the code. */
const free = new Set(["queue", "build", ...ofPrometheus]);

/** Errors of an expression: of its grammar, by Prometheus's own parser, and unknown names. */
function faultsOf(written: string): string[] {
  const expr = written.replaceAll("$__rate_interval", "1m");
  const faults: string[] = [];
  const names = new Set<string>();
  const grouped: string[] = [];
  let metric = "";
  let label = "";
  parser.parse(expr).iterate({
    enter(node) {
      const text = expr.slice(node.from, node.to);
      if (node.type.isError) faults.push(`not PromQL at ${node.from}: ${expr}`);
      if (node.name === "VectorSelector") metric = /^[\w:]+/.exec(text)?.[0] ?? "";
      if (node.name === "VectorSelector") names.add(metric);
      if (node.name === "LabelName" && node.node.parent?.name === "GroupingLabels") grouped.push(text);
      else if (node.name === "LabelName") label = text;
      if (node.name !== "StringLiteral") return;
      const value = text.slice(1, -1);
      const values = declared.get(metric)?.map((labels) => labels[label]) ?? [];
      if (!free.has(label) && !values.includes(value)) faults.push(`${metric} has no ${label}="${value}"`);
      if (label === "queue" && values.every((known) => known === undefined)) faults.push(`${metric} has no ${label}`);
    },
  });
  for (const name of names) if (!declared.has(name)) faults.push(`there is no metric ${name}`);
  const labels = [...names].flatMap((name) => declared.get(name)?.flatMap((sample) => Object.keys(sample)) ?? []);
  for (const name of grouped) {
    if (![...labels, ...ofPrometheus].includes(name)) faults.push(`${[...names]} has no label ${name}`);
  }
  return names.size === 0 ? [...faults, `names no metric: ${expr}`] : faults;
}

describe("configuration for Prometheus and Grafana", () => {
  const asked = [
    ...rules.map(({ alert, expr }) => [alert, expr] as const),
    ...dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
    ...dashboard.annotations.list.map(({ expr }) => ["annotation", expr] as const),
  ];

  it.each(asked)("queries existing metrics and labels: %s", (_, expr) => {
    expect(faultsOf(expr)).toEqual([]);
  });

  it("detects unknown metrics and labels", () => {
    expect(faultsOf("max(redeliver_dlq_letters)")).toEqual(["there is no metric redeliver_dlq_letters"]);
    expect(faultsOf('redeliver_workers{state="asleep"}')).toEqual(['redeliver_workers has no state="asleep"']);
    expect(faultsOf("sum by (handler) (redeliver_dlq_messages)")).toEqual([
      "redeliver_dlq_messages has no label handler",
    ]);
    expect(faultsOf("max(redeliver_dlq_messages")[0]).toMatch(/^not PromQL/);
  });

  it("shows every metric, with variables for data source, job and handlers", () => {
    const shown = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)).join("\n");
    const missing = [...declared.keys()].filter((name) => !shown.includes(name) && name !== "redeliver_build_info");
    expect(missing).toEqual([]);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    expect(dashboard.templating.list.map(({ name, type }) => [name, type])).toEqual([
      ["datasource", "datasource"],
      ["job", "query"],
      ["queue", "query"],
    ]);
  });
});

describe("Prometheus rules agree with those of the console", () => {
  const quiet: AlertFacts["handlers"][number] = {
    ...{ handler: "order-notifications", paused: false, held: null, ready: 1, oldestReadySeconds: null, dead: 0 },
    ...{ oldestDeadSeconds: null, deliveredLastMinute: 0, failedLastMinute: 0, diedLastMinute: 0 },
  };
  const facts = (change: Partial<typeof quiet>, lagSeconds: number | null = null): AlertFacts => ({
    ...{
      workers: 1,
      sending: null,
      outbox: { pending: 1, lagSeconds },
      handlers: [{ ...quiet, ...change }],
      causes: [],
    },
  });
  const at: Record<string, (threshold: number) => AlertFacts> = {
    outbox_lag: (seconds) => facts({}, seconds),
    dead_rate: (count) => facts({ diedLastMinute: count }),
    dead_count: (count) => facts({ dead: count }),
    oldest_dead: (seconds) => facts({ oldestDeadSeconds: seconds }),
    queue_age: (seconds) => facts({ oldestReadySeconds: seconds }),
    failure_rate: (count) => facts({ failedLastMinute: count }),
  };

  it.each(alertRules.map((rule) => [rule.id, rule] as const))("%s", (id, rule) => {
    const found = rules.filter(({ labels }) => labels.rule === id);
    expect(found.map(({ labels, for: holds }) => [labels.severity, holds])).toEqual([
      [rule.severity, `${rule.holdSeconds}s`],
    ]);
    const threshold = Number(/>= (\d+)/.exec(found[0]?.expr ?? "")?.[1]);
    const factsAt = at[id];
    expect(Number.isNaN(threshold), "has a threshold exactly where the console's has").toBe(factsAt === undefined);
    if (!factsAt) return;
    const find = (value: number) => rule.find(factsAt(value), () => defaultThresholds);
    expect(find(threshold)).toHaveLength(1);
    expect(find(threshold - 1)).toEqual([]);
  });

  it("names only rules of the console", () => {
    const known = alertRules.map(({ id }) => id);
    expect(rules.flatMap(({ labels }) => labels.rule ?? []).filter((id) => !known.includes(id))).toEqual([]);
  });
});
