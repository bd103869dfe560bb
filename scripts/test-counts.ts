export type Counts = { passed: number; failed: number };

type VitestReport = {
  testResults: { status: string; assertionResults: { status: string }[] }[];
};

/** Vitest's JSON. A file that could not be loaded counts as one failure, and so does a skipped test. */
export function countVitest(report: VitestReport): Counts {
  let passed = 0;
  let failed = 0;
  for (const file of report.testResults) {
    const good = file.assertionResults.filter((test) => test.status === "passed").length;
    const bad = file.assertionResults.length - good;
    passed += good;
    failed += bad === 0 && file.status === "failed" ? 1 : bad;
  }
  return { passed, failed };
}

type PlaywrightReport = {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  errors: unknown[];
};

/** Playwright's JSON. Errors outside any test (a set-up that failed) count as failures. */
export function countPlaywright({ stats, errors }: PlaywrightReport): Counts {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped + errors.length };
}

/** No test at all, or a runner that fails without naming one, is a failure as well. */
export function settleCounts(counts: Counts, exitCode: number | null): Counts {
  const silentFailure = counts.failed === 0 && (exitCode !== 0 || counts.passed === 0);
  return silentFailure ? { ...counts, failed: 1 } : counts;
}
