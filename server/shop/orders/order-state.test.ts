import { describe, expect, it } from "vitest";
import { sourcesOf } from "#server/shop/orders/order-state.ts";

describe("sourcesOf", () => {
  it("lets only a placed order be shipped or cancelled, and nothing be placed again", () => {
    expect(sourcesOf("shipped")).toEqual(["placed"]);
    expect(sourcesOf("cancelled")).toEqual(["placed"]);
    expect(sourcesOf("placed")).toEqual([]);
  });
});
