/** One mistake that a sensible developer would make, as a change to the source, and the test that must not let it pass. */
export type Breakage = {
  name: string;
  title: string;
  /** Why one would do it. */
  tempting: string;
  /** What it costs: the promise that does not hold any more. */
  breaks: string;
  edits: readonly Edit[];
  caughtBy: { file: string; test: string };
};

/** `search` stands exactly once in the file, and becomes `replace`. */
export type Edit = { file: string; search: string; replace: string };

export const defineBreakage = (breakage: Breakage): Breakage => breakage;
