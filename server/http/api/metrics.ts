import { textRoute } from "#server/http/text-route.ts";
import { scrapeMetrics } from "#server/monitoring/metrics/scrape-metrics.ts";

export const getMetrics = textRoute({
  summary: "The same depths and ages for Prometheus, and how this process does.",
  auth: "metrics.read",
  describe: "Prometheus's text format. Every instance answers the same, but for the gauges of its own process.",
  contentType: "text/plain; version=0.0.4",
  handle: scrapeMetrics,
});
