import { expect, test } from "vitest";
import { judgeFigure, median, spreadOf } from "#bench/rig/judge-figure.ts";

const figure = { id: "P0", what: "a thing", unit: "/s" };

test("the median of an odd number is the middle one, of an even number the mean of the two in the middle", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([9, 1, 5, 6])).toBe(5.5);
  expect(median([10, 9, 100])).toBe(10);
  expect(() => median([])).toThrow("nothing was measured");
});

test("the spread is the least and the most", () => {
  expect(spreadOf([3, 1, 2])).toEqual({ from: 1, to: 3 });
});

test("the ratio is the median of the rounds' own ratios, not the ratio of the medians", () => {
  const judged = judgeFigure({ ...figure, ours: [1, 10, 100], baseline: [4, 20, 50] });
  expect(judged.ratio).toBe(0.5);
  expect(judged.spread).toEqual({ from: 0.25, to: 2 });
  expect(judged).toMatchObject({ ours: 10, baseline: 20, rounds: 3, held: null });
});

test("a ratio over unequal rounds is refused", () => {
  expect(() => judgeFigure({ ...figure, ours: [1, 2], baseline: [1] })).toThrow("2 rounds of ours, 1 of the baseline");
});

test("a goal of the ratio is held from its bound on, and missed below it", () => {
  const goal = { of: "ratio", atLeast: 0.5, aim: "0.8" } as const;
  expect(judgeFigure({ ...figure, ours: [50], baseline: [100], goal }).held).toBe(true);
  expect(judgeFigure({ ...figure, ours: [49], baseline: [100], goal })).toMatchObject({ held: false, reach: "≥ 0.5" });
});

test("a goal at most is held up to its bound, and its spread is of what it judges", () => {
  const goal = { of: "ours", atMost: 40, aim: "25" } as const;
  expect(judgeFigure({ ...figure, ours: [40], goal }).held).toBe(true);
  expect(judgeFigure({ ...figure, ours: [39, 41, 43], goal })).toMatchObject({
    held: false,
    spread: { from: 39, to: 43 },
    reach: "≤ 40",
  });
});

test("a missing figure misses its goal", () => {
  const goal = { of: "ratio", atLeast: 0.5, aim: "–" } as const;
  expect(judgeFigure({ ...figure, ours: [1], baseline: [Number.NaN], goal }).held).toBe(false);
  expect(judgeFigure({ ...figure, ours: [1], goal }).held).toBe(false);
});
