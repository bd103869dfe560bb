/** A plausible mistake, as a change to the source, and the test that must fail for it. */
export type Breakage = {
  name: string;
  title: string;
  /** The reason to make it. */
  tempting: string;
  /** The guarantee that it breaks. */
  breaks: string;
  edits: readonly Edit[];
  caughtBy: { file: string; test: string };
};

/** `search` occurs exactly once in the file and is replaced by `replace`. */
export type Edit = { file: string; search: string; replace: string };

export const defineBreakage = (breakage: Breakage): Breakage => breakage;
