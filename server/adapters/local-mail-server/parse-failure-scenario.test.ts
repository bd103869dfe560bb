import { expect, it } from "vitest";
import { parseFailureScenario } from "#server/adapters/local-mail-server/parse-failure-scenario.ts";

it.each([
  ["bounce+ada@example.com", { kind: "bounce" }],
  ["BOUNCE+ada@example.com", { kind: "bounce" }],
  ["busy3+ada@example.com", { kind: "busy", times: 3 }],
  ["busy12+ada@example.com", { kind: "busy", times: 12 }],
  ["hang+ada@example.com", { kind: "hang" }],
  ["drop+ada@example.com", { kind: "drop" }],
  ["say+ada@4e6f.20736972.example", { kind: "say", text: "No sir" }],
  ["say+@4e6f0d0a323530.example", { kind: "say", text: "No  250" }],
] as const)("%s chooses its failure", (address, scenario) => {
  expect(parseFailureScenario(address)).toEqual(scenario);
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
  "say+ada@example.com",
  "say+ada@4e6.example",
  "say+ada@4e6f.com",
  "say1+ada@4e6f.example",
  "",
])("%s is an ordinary recipient", (address) => {
  expect(parseFailureScenario(address)).toEqual({ kind: "none" });
});

it.each(["No", `<script>alert("ü")</script>`, "x".repeat(116)])("a domain spells %s", (words) => {
  const labels =
    Buffer.from(words)
      .toString("hex")
      .match(/.{1,62}/g) ?? [];
  expect(parseFailureScenario(`say+a@${labels.join(".")}.example`)).toEqual({ kind: "say", text: words });
});
