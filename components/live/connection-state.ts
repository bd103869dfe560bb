/** The state of the one connection that live data comes by. */
export type Line = {
  /** `asleep` while nobody looks, `polling` where the stream does not open. */
  phase: "opening" | "open" | "polling" | "asleep";
  /** Failures in a row since something last came. */
  failures: number;
  /** The server says that its database does not answer. */
  stalled: boolean;
};

export type LineEvent = "received" | "stalled" | "failed" | "unsupported" | "hidden" | "shown";

/** After so many the data is asked for instead; the stream is still tried. */
const failuresBeforePolling = 3;

export const newLine: Line = { phase: "opening", failures: 0, stalled: false };

/** What becomes of the line. A line that is asleep hears of nothing but of being looked at again. */
export function nextLine(line: Line, event: LineEvent): Line {
  if (event === "shown") return line.phase === "asleep" ? newLine : line;
  if (event === "hidden") return { ...newLine, phase: "asleep" };
  if (line.phase === "asleep") return line;
  switch (event) {
    case "received":
      return { phase: "open", failures: 0, stalled: false };
    case "stalled":
      return { phase: "open", failures: 0, stalled: true };
    case "unsupported":
      return { ...line, phase: "polling" };
    case "failed": {
      const failures = line.failures + 1;
      return { ...line, phase: failures >= failuresBeforePolling ? "polling" : "opening", failures };
    }
  }
}

/**
 * Whether to admit that the line is down. One failure is none: a stream ends once an hour, or once a minute on a platform of
 * functions, and is open again within a second.
 */
export const isFailing = ({ failures, stalled, phase }: Line): boolean =>
  stalled || (phase !== "polling" && failures > 1);

const longestMilliseconds = 30_000;

/** How long to wait after so many failures: half a second at first, doubling, spread so that not all come back at once. */
export const backOff = (failures: number, random: () => number = Math.random): number =>
  Math.min(longestMilliseconds, 500 * 2 ** Math.max(0, failures - 1)) * (0.5 + random() / 2);
