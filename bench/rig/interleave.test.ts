import { expect, test } from "vitest";
import { interleave } from "#bench/rig/interleave.ts";

test("every side runs once per round, in turn, and keeps its own figures", async () => {
  const order: string[] = [];
  const side = (name: string) => async (round: number) => {
    order.push(`${name}${round}`);
    return order.length;
  };
  const seen = await interleave(3, { ours: side("a"), baseline: side("b") });
  expect(order).toEqual(["a0", "b0", "a1", "b1", "a2", "b2"]);
  expect(seen).toEqual({ ours: [1, 3, 5], baseline: [2, 4, 6] });
});
