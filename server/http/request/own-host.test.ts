import { afterEach, describe, expect, it } from "vitest";
import type { DemoMode } from "#server/contracts/identity/demo.ts";
import { isOwnHost, ownOrigins } from "#server/http/request/own-host.ts";
import { type Env, env } from "#server/platform/env/env.ts";

const given = (APP_URL: Env["APP_URL"], DEMO_MODE: DemoMode = "off") => Object.assign(env(), { APP_URL, DEMO_MODE });
afterEach(() => given(undefined));

const addresses = ["localhost", "LOCALHOST:3000", "127.0.0.1:3000", "[::1]:3000", "192.0.2.7"];
const malformed = [
  "",
  "a b",
  "user@shop.example.com",
  "shop.example.com/x",
  "shop.example.com, evil.example",
  "[::1",
  "x:y",
];

describe("with a name in APP_URL", () => {
  it.each([...addresses, "shop.example.com", "Shop.Example.com", "shop.example.com:443"])("%s is ours", (host) => {
    given("https://shop.example.com");
    expect(isOwnHost(host)).toBe(true);
  });

  it.each([
    ...malformed,
    "evil.example",
    "shop.example.com.evil.example",
    "localhost.evil.example",
    "127.0.0.1.nip.io",
    "shop.example.com:8443",
    "shop.example.com.",
  ])("%j is not", (host) => {
    given("https://shop.example.com");
    expect(isOwnHost(host)).toBe(false);
  });
});

describe("without APP_URL", () => {
  it("accepts any name outside of the demo, because no name is configured", () => {
    given(undefined);
    expect(isOwnHost("store.lan:3000")).toBe(true);
    expect(malformed.filter((host) => isOwnHost(host))).toEqual([]);
  });

  it("accepts only addresses and localhost in the local demo", () => {
    given(undefined, "local");
    expect(isOwnHost("store.lan:3000")).toBe(false);
    expect(addresses.filter((host) => !isOwnHost(host))).toEqual([]);
  });
});

it("accepts no name where APP_URL is an address, as on loopback", () => {
  given("http://127.0.0.1:3000");
  expect(isOwnHost("store.lan:3000")).toBe(false);
  expect(addresses.filter((host) => !isOwnHost(host))).toEqual([]);
});

it("does not count a page under a foreign name as its own", () => {
  given("https://shop.example.com");
  expect(ownOrigins("evil.example")).toEqual(["https://shop.example.com"]);
  expect(ownOrigins("127.0.0.1:3000")).toContain("http://127.0.0.1:3000");
});
