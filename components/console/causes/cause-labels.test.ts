import { expect, it } from "vitest";
import {
  affectedWords,
  countWords,
  deathsLeftWords,
  holdingWords,
  paceWords,
} from "#components/console/causes/cause-labels.ts";

const orders = { count: 3, more: false, kind: "orders" };

it("says how many orders a cause reaches, and that it stopped counting", () => {
  expect(affectedWords({ affected: { ...orders, count: 1 } })).toBe("1 order");
  expect(affectedWords({ affected: orders })).toBe("3 orders");
  expect(affectedWords({ affected: { ...orders, count: 1_000, more: true } })).toBe("1,000+ orders");
  expect(countWords({ count: 0, more: false })).toBe("0");
});

it("says what waits behind it, and nothing where nothing does", () => {
  const holding = (count: number, subjects: number, more = false) => ({
    holding: { count, subjects, more },
    affected: orders,
  });
  expect(holdingWords(holding(12, 3))).toBe("holds 12 messages of 3 orders");
  expect(holdingWords(holding(1, 1))).toBe("holds 1 message of 1 order");
  expect(holdingWords(holding(12, 3, true))).toBe("holds 12+ messages of 3+ orders");
  expect(holdingWords(holding(0, 0))).toBeNull();
});

it("tells what died in this hour, and how many more a mute waits for", () => {
  const hours = (last: number) => ({ hours: [...Array.from({ length: 23 }, () => 9), last] });
  expect(paceWords(hours(1_204))).toBe("+1,204 this hour");
  expect(paceWords(hours(0))).toBe("steady");
  expect(deathsLeftWords(1)).toBe("1 more dies");
  expect(deathsLeftWords(20)).toBe("20 more die");
});
