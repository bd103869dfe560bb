import { describe, expect, it } from "vitest";
import { sourcesOf } from "#server/shop/orders/order-state.ts";

describe("sourcesOf", () => {
  it("allows shipping and cancelling of placed orders only", () => {
    expect(sourcesOf("shipped")).toEqual(["placed"]);
    expect(sourcesOf("cancelled")).toEqual(["placed"]);
    expect(sourcesOf("placed")).toEqual([]);
  });
});
