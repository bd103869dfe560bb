import { expect, it } from "vitest";
import { parseEnv } from "#server/platform/env/env.ts";
import { explainTlsFailure, requireDatabaseTls } from "#server/platform/env/require-database-tls.ts";

const modeOf = (url: string) => new URL(requireDatabaseTls(url)).searchParams.get("sslmode");

it.each([
  "postgresql://a:b@db.example.com/redeliver",
  "postgresql://a:b@10.0.0.7:5433/redeliver",
  "postgresql://a:b@127.evil.example/redeliver",
  "postgresql://a:b@[2001:db8::1]/redeliver",
  "postgresql:///redeliver",
  "postgresql://a:b@localhost/redeliver?host=db.example.com",
])("requires TLS with a verified certificate of %s", (url) => {
  expect(modeOf(url)).toBe("verify-full");
});

it.each([
  "postgresql://a:b@localhost/redeliver",
  "postgresql://a:b@127.0.0.1:5433/redeliver",
  "postgresql://a:b@[::1]/redeliver",
  "postgresql://a:b@%2Fvar%2Frun%2Fpostgresql/redeliver",
  "postgresql:///redeliver?host=/var/run/postgresql",
])("does not change %s, which is on this machine", (url) => {
  expect(requireDatabaseTls(url)).toBe(url);
});

it("follows the sslmode of the URL: off and unverified as written, all others verified, also on this machine", () => {
  expect(modeOf("postgresql://a:b@db.example.com/x?sslmode=disable")).toBe("disable");
  expect(modeOf("postgresql://a:b@db.example.com/x?sslmode=no-verify")).toBe("no-verify");
  for (const mode of ["prefer", "require", "verify-ca", "verify-full"]) {
    expect(modeOf(`postgresql://a:b@db.example.com/x?sslmode=${mode}`)).toBe("verify-full");
    expect(modeOf(`postgresql://a:b@localhost/x?sslmode=${mode}`)).toBe("verify-full");
  }
});

it("is applied to every URL of the environment, and refuses an unknown mode", () => {
  const far = "postgresql://a:b@db.example.com/redeliver";
  const read = parseEnv({ DATABASE_URL: far, DIRECT_URL: far });
  for (const url of [read.DATABASE_URL, read.DIRECT_URL]) expect(url).toBe(`${far}?sslmode=verify-full`);
  expect(() => parseEnv({ DATABASE_URL: `${far}?sslmode=required` })).toThrow(
    "DATABASE_URL: must have one of these as its sslmode: allow, prefer, require, verify-ca, verify-full, disable, no-verify",
  );
});

it("names the remedy when the server has no TLS or an untrusted certificate, and returns null for other failures", () => {
  expect(explainTlsFailure(new Error("The server does not support SSL connections"))).toContain("sslmode=disable");
  const untrusted = Object.assign(new Error("self-signed certificate"), { code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
  expect(explainTlsFailure(untrusted)).toContain("sslrootcert=/path/to/ca.pem");
  expect(explainTlsFailure(Object.assign(new Error("refused"), { code: "ECONNREFUSED" }))).toBeNull();
});
