import { describe, expect, it } from "vitest";
import { countPlaywright, countVitest, settleCounts } from "#scripts/test-counts.ts";

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((test) => ({ status: test })),
});

describe("countVitest", () => {
  it("counts tests, and a skipped one as failed", () => {
    const testResults = [file("passed", "passed", "passed", "pending"), file("failed", "failed", "todo")];
    expect(countVitest({ testResults })).toEqual({ passed: 2, failed: 3 });
  });

  it("counts a file that could not be loaded as one failure", () => {
    expect(countVitest({ testResults: [file("failed"), file("failed", "passed")] })).toEqual({ passed: 1, failed: 2 });
  });
});

describe("countPlaywright", () => {
  it("counts every status except passed as failed", () => {
    const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 1 };
    expect(countPlaywright({ stats, errors: [{}] })).toEqual({ passed: 5, failed: 4 });
  });
});

describe("settleCounts", () => {
  it("makes a run without tests a failure", () => {
    expect(settleCounts({ passed: 0, failed: 0 }, 0)).toEqual({ passed: 0, failed: 1 });
  });

  it("uses the exit code when there are no counts", () => {
    expect(settleCounts({ passed: 3, failed: 0 }, 1)).toEqual({ passed: 3, failed: 1 });
    expect(settleCounts({ passed: 3, failed: 0 }, null)).toEqual({ passed: 3, failed: 1 });
    expect(settleCounts({ passed: 3, failed: 2 }, 1)).toEqual({ passed: 3, failed: 2 });
    expect(settleCounts({ passed: 3, failed: 0 }, 0)).toEqual({ passed: 3, failed: 0 });
  });
});
