import { expect, it } from "vitest";
import { readTrick } from "#server/sink/read-trick.ts";

it.each([
  ["bounce+ada@example.com", { kind: "bounce" }],
  ["BOUNCE+ada@example.com", { kind: "bounce" }],
  ["busy3+ada@example.com", { kind: "busy", times: 3 }],
  ["busy12+ada@example.com", { kind: "busy", times: 12 }],
  ["hang+ada@example.com", { kind: "hang" }],
  ["drop+ada@example.com", { kind: "drop" }],
] as const)("%s plays its trick", (address, trick) => {
  expect(readTrick(address)).toEqual(trick);
});

it.each([
  "ada@example.com",
  "ada+bounce@example.com",
  "bounce@example.com",
  "busy+ada@example.com",
  "bounce3+ada@example.com",
  "busy9999+ada@example.com",
  "bouncer+ada@example.com",
  "+@example.com",
  "",
])("%s is an ordinary recipient", (address) => {
  expect(readTrick(address)).toEqual({ kind: "none" });
});
