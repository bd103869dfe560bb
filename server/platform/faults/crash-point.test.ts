import { expect, test } from "vitest";
import { EnvError, parseEnv } from "#server/platform/env/env.ts";

test("parses a crash point of a known name and a count", () => {
  expect(parseEnv({ NODE_ENV: "test", CRASHPOINT: "relay.claimed:2" }).CRASHPOINT).toEqual({
    name: "relay.claimed",
    nth: 2,
  });
  expect(() => parseEnv({ NODE_ENV: "test", CRASHPOINT: "relay.claimed:0" })).toThrow(/CRASHPOINT: must be name:nth/);
  expect(() => parseEnv({ NODE_ENV: "test", CRASHPOINT: "nowhere:1" })).toThrow(/worker\.dot_sent/);
});

test("refuses a crash point in production, which is the default of NODE_ENV", () => {
  for (const NODE_ENV of ["production", undefined]) {
    const refused = () => parseEnv({ NODE_ENV, CRASHPOINT: "relay.claimed:1" });
    expect(refused).toThrow(EnvError);
    expect(refused).toThrow("CRASHPOINT: must not be set in production");
  }
});
