import { expect, test } from "vitest";
import { inFlightStates, sourcesOf, transitions } from "#server/delivery/deliveries/delivery-state.ts";

test("only what is in flight can be delivered or die by itself", () => {
  expect(sourcesOf("delivered").sort()).toEqual([...inFlightStates].sort());
  expect(sourcesOf("dead").sort()).toEqual(["discarded", "queued", "replayed", "retrying"]);
});

test("what is delivered or withdrawn never moves again", () => {
  expect(transitions.delivered).toEqual([]);
  expect(transitions.withdrawn).toEqual([]);
});

test("has no transition to waiting", () => {
  expect(sourcesOf("waiting")).toEqual([]);
});
