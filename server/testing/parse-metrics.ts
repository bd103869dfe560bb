type ParsedFamily = { type: string; help: string; samples: { labels: Record<string, string>; value: number }[] };

const line = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/s;
const label = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/gy;
const unescaped = (text: string) => text.replace(/\\([\\"n])/g, (_, sign: string) => (sign === "n" ? "\n" : sign));

function labelsOf(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  label.lastIndex = 0;
  let end = 0;
  for (let found = label.exec(text); found; found = label.exec(text)) {
    const [, name = "", value = ""] = found;
    if (name in labels) throw new Error(`label ${name} twice: ${text}`);
    labels[name] = unescaped(value);
    end = label.lastIndex;
  }
  if (end !== text.length) throw new Error(`not labels: ${text}`);
  return labels;
}

/** Parses Prometheus's text format 0.0.4 strictly: HELP and TYPE once, before their samples, and no series twice. */
export function parseMetrics(text: string): Map<string, ParsedFamily> {
  if (!text.endsWith("\n")) throw new Error("the last line has no end");
  const families = new Map<string, ParsedFamily>();
  const series = new Set<string>();
  let help: { name: string; text: string } | undefined;
  for (const row of text.slice(0, -1).split("\n")) {
    const [, kind, name = "", rest = ""] = /^# (HELP|TYPE) (\S+) (.*)$/s.exec(row) ?? [];
    if (kind === "HELP") help = { name, text: unescaped(rest) };
    else if (kind === "TYPE") {
      if (help?.name !== name || families.has(name)) throw new Error(`TYPE without its HELP, or twice: ${row}`);
      families.set(name, { type: rest, help: help.text, samples: [] });
    } else {
      const [, sampled = "", labels = "", value = ""] = line.exec(row) ?? [];
      const family = families.get(sampled);
      if (!family || [...families.keys()].at(-1) !== sampled) throw new Error(`not a sample of its family: ${row}`);
      if (!/^[+-]?(\d+(\.\d+)?(e[+-]?\d+)?|Inf|NaN)$/i.test(value)) throw new Error(`not a number: ${row}`);
      if (series.has(`${sampled}{${labels}}`)) throw new Error(`twice: ${row}`);
      series.add(`${sampled}{${labels}}`);
      family.samples.push({ labels: labelsOf(labels), value: Number(value) });
    }
  }
  return families;
}
