/** Prints the progress of a start; tests pass a silent one. */
export type Say = (line: string) => void;

export const printLine: Say = (line) => console.log(line);
export const printNothing: Say = () => {};

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Runs one step of a start. Plain lines without a spinner, readable in a log. */
export async function step<T>(say: Say, doing: string, done: string, work: () => Promise<T>): Promise<T> {
  const since = performance.now();
  // A quick step prints one line; a slow one is announced, and prints a line every ten seconds.
  const announce = setTimeout(() => say(`… ${doing}`), 1_000);
  const remind = setInterval(
    () => say(`… still ${doing.charAt(0).toLowerCase()}${doing.slice(1)} (${seconds(since)})`),
    10_000,
  );
  try {
    const result = await work();
    say(`✓ ${done} (${seconds(since)})`);
    return result;
  } finally {
    clearTimeout(announce);
    clearInterval(remind);
  }
}
