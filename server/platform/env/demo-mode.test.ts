import { expect, it } from "vitest";
import type { DemoMode } from "#server/contracts/identity/demo.ts";
import { type DemoFacts, decideDemo } from "#server/platform/env/demo-mode.ts";

const loopback = { HOST: "127.0.0.1" };
const shop = "https://shop.example.com";

const decided: [string, DemoFacts, DemoMode][] = [
  ["nothing is set", loopback, "local"],
  ["HOST is localhost", { HOST: "localhost" }, "local"],
  ["HOST is ::1", { HOST: "::1" }, "local"],
  ["HOST is another loopback address", { HOST: "127.8.8.8" }, "local"],
  ["HOST is every address", { HOST: "0.0.0.0" }, "off"],
  ["HOST is every IPv6 address", { HOST: "::" }, "off"],
  ["HOST is a name that resembles loopback", { HOST: "127.evil.example" }, "off"],
  ["APP_URL is set", { ...loopback, APP_URL: shop }, "off"],
  ["APP_URL is set, even to loopback", { ...loopback, APP_URL: "http://127.0.0.1:3000" }, "off"],
  ["SMTP_URL is set", { ...loopback, SMTP_URL: "smtp://mail.example.com" }, "off"],
  ["ADMIN_EMAIL is set", { ...loopback, ADMIN_EMAIL: "ana@example.com" }, "off"],
  ["ADMIN_PASSWORD is set", { ...loopback, ADMIN_PASSWORD: "correct horse battery" }, "off"],
  ["TRUSTED_PROXIES is set", { ...loopback, TRUSTED_PROXIES: {} }, "off"],
  ["DATABASE_URL is set", { ...loopback, DATABASE_URL: "postgresql://a:b@db.example.com/c" }, "off"],
  ["DEMO_MODE=0", { ...loopback, DEMO_MODE: "off" }, "off"],
  ["DEMO_MODE=0 on a public address", { HOST: "0.0.0.0", APP_URL: shop, DEMO_MODE: "off" }, "off"],
  [
    "DEMO_MODE=1 beside what a launcher sets",
    { ...loopback, APP_URL: "http://127.0.0.1:3000", DEMO_MODE: "local", DATABASE_URL: "x", SMTP_URL: "y" },
    "local",
  ],
  [
    "DEMO_MODE=1 beside an admin's account",
    { ...loopback, DEMO_MODE: "local", ADMIN_EMAIL: "ana@example.com" },
    "local",
  ],
  [
    "DEMO_MODE=1 under an IPv6 loopback APP_URL",
    { HOST: "::1", DEMO_MODE: "local", APP_URL: "http://[::1]:3000" },
    "local",
  ],
  ["DEMO_MODE=public on a public address", { HOST: "0.0.0.0", APP_URL: shop, DEMO_MODE: "public" }, "public"],
  ["DEMO_MODE=public on loopback", { ...loopback, DEMO_MODE: "public" }, "public"],
];

it.each(decided)("selects the demo mode when %s", (_what, given, mode) => {
  expect(decideDemo(given)).toEqual({ mode });
});

const refused: [string, DemoFacts, RegExp][] = [
  ["an https APP_URL", { ...loopback, DEMO_MODE: "local", APP_URL: shop }, /APP_URL is https:\/\/shop\.example\.com/],
  [
    "an https APP_URL on loopback",
    { ...loopback, DEMO_MODE: "local", APP_URL: "https://localhost" },
    /APP_URL is https:\/\/localhost/,
  ],
  [
    "an http APP_URL under a public name",
    { ...loopback, DEMO_MODE: "local", APP_URL: "http://shop.example.com" },
    /APP_URL is http:\/\/shop\.example\.com/,
  ],
  ["a HOST that is not loopback", { HOST: "0.0.0.0", DEMO_MODE: "local" }, /HOST 0\.0\.0\.0 is not loopback/],
  ["both", { HOST: "::", DEMO_MODE: "local", APP_URL: shop }, /HOST :: is not loopback, APP_URL is/],
];

it.each(refused)("refuses DEMO_MODE=1 with %s, and names the remedy", (_what, given, reason) => {
  const decision = decideDemo(given);
  expect(decision).toEqual({ fault: expect.stringMatching(reason) });
  expect(decision).toEqual({ fault: expect.stringMatching(/Remove DEMO_MODE, or set DEMO_MODE=public/) });
});
