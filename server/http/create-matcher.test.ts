import { describe, expect, it } from "vitest";
import { createMatcher } from "#server/http/create-matcher.ts";

const handler = async () => new Response();
const match = createMatcher({
  "/api/orders": { POST: handler },
  "/api/orders/[id]": { GET: handler },
  "/api/orders/search": { GET: handler },
  "/api/orders/[id]/lines/[line]": { GET: handler },
});

describe("createMatcher", () => {
  it("finds a path by name, before one with a parameter", () => {
    expect(match("/api/orders")?.params).toEqual({});
    expect(match("/api/orders/search")?.params).toEqual({});
  });

  it("reads parameters, an encoded slash being part of one", () => {
    expect(match("/api/orders/7")?.params).toEqual({ id: "7" });
    expect(match("/api/orders/a%2Fb/lines/2")?.params).toEqual({ id: "a/b", line: "2" });
  });

  it.each([
    "/api/orders/",
    "/api/orders//lines/2",
    "/api/order",
    "/api/orders/7/lines",
    "/API/orders",
    "/api/orders/../orders",
    "",
  ])("finds nothing at %j", (path) => {
    expect(match(path)).toBeUndefined();
  });
});
