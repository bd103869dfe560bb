import { expect, test } from "vitest";
import { inFlightStates, sourcesOf, transitions } from "#server/delivery/deliveries/delivery-state.ts";

test("allows delivery and dead-lettering only for deliveries in flight", () => {
  expect(sourcesOf("delivered").sort()).toEqual([...inFlightStates].sort());
  expect(sourcesOf("dead").sort()).toEqual(["discarded", "queued", "replayed", "retrying"]);
});

test("has no transition from delivered and withdrawn", () => {
  expect(transitions.delivered).toEqual([]);
  expect(transitions.withdrawn).toEqual([]);
});

test("has no transition to waiting", () => {
  expect(sourcesOf("waiting")).toEqual([]);
});
