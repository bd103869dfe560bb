import { expect, it } from "vitest";
import {
  affectedText,
  blockingText,
  deadLettersLeft,
  formatBounded,
  paceText,
} from "#components/console/causes/cause-labels.ts";

const orders = { count: 3, more: false, kind: "orders" };

it("formats affected orders, with + for bounded counts", () => {
  expect(affectedText({ affected: { ...orders, count: 1 } })).toBe("1 order");
  expect(affectedText({ affected: orders })).toBe("3 orders");
  expect(affectedText({ affected: { ...orders, count: 1_000, more: true } })).toBe("1,000+ orders");
  expect(formatBounded({ count: 0, more: false })).toBe("0");
});

it("formats blocked messages, or null", () => {
  const holding = (count: number, subjects: number, more = false) => ({
    holding: { count, subjects, more },
    affected: orders,
  });
  expect(blockingText(holding(12, 3))).toBe("blocks 12 messages of 3 orders");
  expect(blockingText(holding(1, 1))).toBe("blocks 1 message of 1 order");
  expect(blockingText(holding(12, 3, true))).toBe("blocks 12+ messages of 3+ orders");
  expect(blockingText(holding(0, 0))).toBeNull();
});

it("formats the current hour and the rest of a mute", () => {
  const hours = (last: number) => ({ hours: [...Array.from({ length: 23 }, () => 9), last] });
  expect(paceText(hours(1_204))).toBe("+1,204 this hour");
  expect(paceText(hours(0))).toBe("steady");
  expect(deadLettersLeft(1)).toBe("1 more dead letter");
  expect(deadLettersLeft(20)).toBe("20 more dead letters");
});
