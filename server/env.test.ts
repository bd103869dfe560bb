import { expect, test } from "vitest";
import { isBehindPooler, parseEnv, streamSeconds } from "#server/env.ts";

const direct = "postgresql://app@db.example.com:5432/store";
const pooled = "postgresql://app@db.example.com:6432/store";

test("DATABASE_URL goes through a pooler where DIRECT_URL names another way, and only there", () => {
  expect(isBehindPooler(parseEnv({ DATABASE_URL: pooled, DIRECT_URL: direct }))).toBe(true);
  expect(isBehindPooler(parseEnv({ DATABASE_URL: direct, DIRECT_URL: direct }))).toBe(false);
  expect(isBehindPooler(parseEnv({ DATABASE_URL: direct }))).toBe(false);
});

test("the pool has ten connections unless the environment says how many", () => {
  expect(parseEnv({}).DATABASE_POOL_SIZE).toBe(10);
  expect(parseEnv({ DATABASE_POOL_SIZE: "4" }).DATABASE_POOL_SIZE).toBe(4);
  expect(() => parseEnv({ DATABASE_POOL_SIZE: "1" })).toThrow(
    "DATABASE_POOL_SIZE: must be a whole number from 2 to 100",
  );
});

test("a live stream lasts an hour on our own server, and ends before a platform of functions would cut it", () => {
  expect(streamSeconds(parseEnv({}))).toBe(3_600);
  expect(streamSeconds(parseEnv({ VERCEL: "1" }))).toBe(50);
  expect(streamSeconds(parseEnv({ VERCEL: "1", LIVE_STREAM_SECONDS: "280" }))).toBe(280);
});
