import { expect, it } from "vitest";
import {
  affectedText,
  blockingText,
  deadLettersLeft,
  formatBounded,
  paceText,
} from "#components/console/causes/cause-labels.ts";

const orders = { count: 3, more: false, kind: "orders" };

it("says how many orders a cause reaches, and that it stopped counting", () => {
  expect(affectedText({ affected: { ...orders, count: 1 } })).toBe("1 order");
  expect(affectedText({ affected: orders })).toBe("3 orders");
  expect(affectedText({ affected: { ...orders, count: 1_000, more: true } })).toBe("1,000+ orders");
  expect(formatBounded({ count: 0, more: false })).toBe("0");
});

it("says what waits behind it, and nothing where nothing does", () => {
  const holding = (count: number, subjects: number, more = false) => ({
    holding: { count, subjects, more },
    affected: orders,
  });
  expect(blockingText(holding(12, 3))).toBe("holds 12 messages of 3 orders");
  expect(blockingText(holding(1, 1))).toBe("holds 1 message of 1 order");
  expect(blockingText(holding(12, 3, true))).toBe("holds 12+ messages of 3+ orders");
  expect(blockingText(holding(0, 0))).toBeNull();
});

it("tells what died in this hour, and how many more a mute waits for", () => {
  const hours = (last: number) => ({ hours: [...Array.from({ length: 23 }, () => 9), last] });
  expect(paceText(hours(1_204))).toBe("+1,204 this hour");
  expect(paceText(hours(0))).toBe("steady");
  expect(deadLettersLeft(1)).toBe("1 more dies");
  expect(deadLettersLeft(20)).toBe("20 more die");
});
