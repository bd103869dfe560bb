export type Sample = { labels?: Record<string, string>; value: number };
/** One metric family: `name` without its prefix, and its samples. A family without samples is omitted. */
export type Metric = { name: string; type: "gauge" | "counter"; help: string; samples: readonly Sample[] };

/** The prefix of every metric name. */
export const metricPrefix = "redeliver_";

const escapeHelp = (text: string) => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
const escapeLabel = (text: string) => escapeHelp(text).replaceAll('"', '\\"');

function labelsOf(labels: Record<string, string> = {}): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

/** Prometheus's text exposition format, version 0.0.4. */
export function formatMetrics(metrics: readonly Metric[]): string {
  return metrics
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, type, help, samples }) => {
      const full = `${metricPrefix}${name}`;
      const lines = samples.map(({ labels, value }) => `${full}${labelsOf(labels)} ${value}\n`);
      return `# HELP ${full} ${escapeHelp(help)}\n# TYPE ${full} ${type}\n${lines.join("")}`;
    })
    .join("");
}
