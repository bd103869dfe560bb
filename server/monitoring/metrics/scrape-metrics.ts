import { describeMetrics } from "#server/monitoring/metrics/describe-metrics.ts";
import { formatMetrics } from "#server/monitoring/metrics/format-metrics.ts";
import { countTotals } from "#server/monitoring/metrics/sql/count-totals.ts";
import { getSnapshot } from "#server/monitoring/pipeline/get-snapshot.ts";
import { db } from "#server/platform/database/db.ts";
import { buildId } from "#server/platform/env/env.ts";
import { type LoopDelay, watchLoopDelay } from "#server/platform/telemetry/watch-loop-delay.ts";

const freshMilliseconds = 1_000;

// Next's development server re-evaluates modules: they share one histogram.
const store = globalThis as typeof globalThis & { redeliverScrapedDelay?: LoopDelay };

async function read(): Promise<string> {
  const [pipeline, totals] = await Promise.all([getSnapshot(), countTotals(db(), new Date())]);
  const { rss: residentBytes, heapUsed: heapUsedBytes } = process.memoryUsage();
  store.redeliverScrapedDelay ??= watchLoopDelay();
  const loopDelaySeconds = store.redeliverScrapedDelay.read();
  return formatMetrics(
    describeMetrics({ pipeline, totals, own: { residentBytes, heapUsedBytes, loopDelaySeconds, build: buildId() } }),
  );
}

let latest: { at: number; text: string } | undefined;
let reading: Promise<string> | undefined;

/**
 * The response to a scrape. Concurrent scrapes share one read, which is cached for a second. While the database hangs no
 * second read starts: the route's deadline ends the requests that wait.
 */
export function scrapeMetrics(): Promise<string> {
  if (latest && performance.now() - latest.at < freshMilliseconds) return Promise.resolve(latest.text);
  reading ??= read()
    .then((text) => {
      latest = { at: performance.now(), text };
      return text;
    })
    .finally(() => {
      reading = undefined;
    });
  return reading;
}
