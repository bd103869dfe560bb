import { expect, test } from "vitest";
import { isBehindPooler, parseEnv, streamSeconds } from "#server/platform/env/env.ts";

const direct = "postgresql://app@db.example.com:5432/store";
const pooled = "postgresql://app@db.example.com:6432/store";

test("takes DATABASE_URL as that of a pooler only where DIRECT_URL is another URL", () => {
  expect(isBehindPooler(parseEnv({ DATABASE_URL: pooled, DIRECT_URL: direct }))).toBe(true);
  expect(isBehindPooler(parseEnv({ DATABASE_URL: direct, DIRECT_URL: direct }))).toBe(false);
  expect(isBehindPooler(parseEnv({ DATABASE_URL: direct }))).toBe(false);
});

test("opens ten connections by default", () => {
  expect(parseEnv({}).DATABASE_POOL_SIZE).toBe(10);
  expect(parseEnv({ DATABASE_POOL_SIZE: "4" }).DATABASE_POOL_SIZE).toBe(4);
  expect(() => parseEnv({ DATABASE_POOL_SIZE: "1" })).toThrow(
    "DATABASE_POOL_SIZE: must be a whole number from 2 to 100",
  );
});

test("ends a live stream after an hour, or before the limit of a serverless platform", () => {
  expect(streamSeconds(parseEnv({}))).toBe(3_600);
  expect(streamSeconds(parseEnv({ VERCEL: "1" }))).toBe(50);
  expect(streamSeconds(parseEnv({ VERCEL: "1", LIVE_STREAM_SECONDS: "280" }))).toBe(280);
});

test("reads OpenTelemetry's own settings, and refuses unsupported values at the start", () => {
  const read = parseEnv({
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318",
    OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20a%3Db, x-tenant = shop",
    OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
    OTEL_TRACES_SAMPLER_ARG: "0.25",
  });
  expect(read.OTEL_EXPORTER_OTLP_HEADERS).toEqual({ authorization: "Bearer a=b", "x-tenant": "shop" });
  expect(read.OTEL_TRACES_SAMPLER_ARG).toBe(0.25);
  expect(parseEnv({}).OTEL_TRACES_SAMPLER).toBe("parentbased_always_on");
  for (const wrong of ["authorization", "a=%zz"]) {
    expect(() => parseEnv({ OTEL_RESOURCE_ATTRIBUTES: wrong })).toThrow("OTEL_RESOURCE_ATTRIBUTES: must be name=value");
  }
  expect(() => parseEnv({ OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" })).toThrow("must be http/json");
  expect(() => parseEnv({ OTEL_TRACES_SAMPLER: "jaeger_remote" })).toThrow("OTEL_TRACES_SAMPLER: must be always_on");
  expect(() => parseEnv({ TRACE_URL_TEMPLATE: "javascript:alert('{traceId}')" })).toThrow("TRACE_URL_TEMPLATE");
  expect(() => parseEnv({ TRACE_URL_TEMPLATE: "https://traces.example.com/" })).toThrow("{traceId}");
});

test("limits API_TOKEN to actions of the role map, and refuses an unknown action", () => {
  expect(parseEnv({}).API_TOKEN_SCOPES).toBeUndefined();
  expect(parseEnv({ API_TOKEN_SCOPES: "metrics.read, pipeline.read" }).API_TOKEN_SCOPES).toEqual([
    "metrics.read",
    "pipeline.read",
  ]);
  for (const wrong of ["everything", "account.own", "metrics.read,"]) {
    expect(() => parseEnv({ API_TOKEN_SCOPES: wrong })).toThrow("API_TOKEN_SCOPES: must be actions");
  }
});

test("refuses a webhook secret that is whsec_ without base64: its key would be empty", () => {
  for (const name of ["WAREHOUSE_WEBHOOK_SECRET", "ALERT_WEBHOOK_SECRET", "AUDIT_HEAD_WEBHOOK_SECRET"]) {
    expect(() => parseEnv({ [name]: "whsec_!!!!!!!!!!!!!!!!" })).toThrow(`${name}: must be whsec_ and base64`);
    expect(parseEnv({ [name]: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" })).toHaveProperty(name);
  }
});
