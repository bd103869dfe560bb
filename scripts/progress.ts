/** Where the words of a long start go; tests pass one that says nothing. */
export type Say = (line: string) => void;

export const sayAloud: Say = (line) => console.log(line);
export const sayNothing: Say = () => {};

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Runs one step of a start. Plain lines, no spinner: they must read well in a log too. */
export async function step<T>(say: Say, doing: string, done: string, work: () => Promise<T>): Promise<T> {
  const since = performance.now();
  // Quick steps need one line only; a slow one is announced, and says every ten seconds that it is alive.
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
