import * as z from "zod";
import { Answer, defineRoute, RawAnswer } from "#server/http/route/define-route.ts";
import { checkHealth, healthDto } from "#server/monitoring/metrics/health.ts";
import { scrapeMetrics } from "#server/monitoring/metrics/scrape-metrics.ts";

const contentType = "application/health+json";

export const healthRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/livez",
    callers: "anyone",
    summary: "Check that the process is up.",
    auth: "public",
    output: z.object({ status: z.literal("pass") }),
    contentType,
    handle: async () => ({ status: "pass" as const }),
  }),

  defineRoute({
    method: "GET",
    path: "/api/readyz",
    callers: "anyone",
    summary: "Check that the process can accept messages.",
    auth: "public",
    output: healthDto,
    contentType,
    handle: async () => {
      const health = await checkHealth();
      return new Answer(health, health.status === "pass" ? {} : { status: 503, headers: { "Retry-After": "1" } });
    },
  }),

  defineRoute({
    method: "GET",
    path: "/api/metrics",
    callers: "readers",
    summary: "Get the metrics of the pipeline and of this process for Prometheus.",
    auth: "metrics.read",
    output: z
      .string()
      .describe(
        "Prometheus's text format. Every instance returns the same values, apart from the gauges of its own process.",
      ),
    contentType: "text/plain; version=0.0.4",
    // Prometheus scrapes again soon, and by default gives up after ten seconds.
    deadlineMilliseconds: 4_000,
    handle: async () =>
      new RawAnswer(await scrapeMetrics(), { "Content-Type": "text/plain; version=0.0.4; charset=utf-8" }),
  }),
];
