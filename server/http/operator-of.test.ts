import { beforeAll, describe, expect, it, vi } from "vitest";
import { AppError } from "#server/errors.ts";
import { operatorOf } from "#server/http/operator-of.ts";

const token = "a-token-that-has-more-than-32-characters";
const here = { address: "127.0.0.1" };

const ask = (headers: Record<string, string>, method = "GET") => ({
  method,
  headers: new Headers({ host: "localhost:3000", ...headers }),
});

function refusal(...args: Parameters<typeof operatorOf>): { code: string; message: string } {
  try {
    operatorOf(...args);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("it was allowed");
}

beforeAll(() => {
  vi.stubEnv("API_TOKEN", token);
});

describe("the token", () => {
  it("makes its bearer an operator from anywhere", () => {
    const remote = ask(
      { authorization: `Bearer ${token}`, host: "shop.example", "x-forwarded-for": "192.0.2.1" },
      "POST",
    );
    expect(operatorOf(remote, { address: "192.0.2.1" })).toBe("token");
    expect(operatorOf(remote)).toBe("token");
    expect(operatorOf(ask({ authorization: `bearer ${token}` }))).toBe("token");
  });

  it.each([`Bearer ${token}x`, "Bearer", "Bearer a", "Basic YTpi", token, ""])(
    "that is wrong is refused even on loopback: %j",
    (authorization) => {
      expect(refusal(ask({ authorization }), here).code).toBe("unauthorized");
    },
  );
});

describe("a person at this machine", () => {
  it.each(["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])("is the local operator from %s", (address) => {
    expect(operatorOf(ask({}), { address })).toBe("local operator");
  });

  it.each(["localhost", "LOCALHOST:3000", "127.0.0.1:80", "[::1]:3000"])("is recognised under the name %s", (host) => {
    expect(operatorOf(ask({ host }), here)).toBe("local operator");
  });

  it.each(["192.0.2.1", "10.0.0.1", "::ffff:10.0.0.1", "fe80::1", "", "127.0.0.1.example"])(
    "is not whoever comes from %j",
    (address) => {
      expect(refusal(ask({}), { address }).code).toBe("forbidden");
    },
  );

  it("is nobody where the mounting does not know the client", () => {
    expect(refusal(ask({})).code).toBe("forbidden");
  });

  it.each([
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.nip.io:3000",
    "localhost, evil.example",
    "user@localhost",
    "",
  ])("is not a browser that was rebound to the host %j", (host) => {
    expect(refusal(ask({ host }), here).code).toBe("forbidden");
  });

  it.each(["x-forwarded-for", "forwarded", "x-real-ip", "via", "x-forwarded-host"])(
    "is not a stranger behind a proxy that says %s",
    (name) => {
      expect(refusal(ask({ [name]: "" }), here).code).toBe("forbidden");
    },
  );

  it.each<Record<string, string>>([
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "http://localhost:3001" },
    { origin: "https://localhost:3000" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
  ])("does not write through another site's page: %j", (headers) => {
    expect(refusal(ask(headers, "POST"), here).code).toBe("forbidden");
    expect(refusal(ask(headers, "DELETE"), here).code).toBe("forbidden");
  });

  it.each<Record<string, string>>([
    {},
    { origin: "http://localhost:3000", "sec-fetch-site": "same-origin" },
    { "sec-fetch-site": "none" },
  ])("writes from the console itself or a script: %j", (headers) => {
    expect(operatorOf(ask(headers, "POST"), here)).toBe("local operator");
  });

  it("reads whatever link led there, because no other site can read the answer", () => {
    expect(operatorOf(ask({ "sec-fetch-site": "cross-site" }), here)).toBe("local operator");
  });

  it("is told what to do when refused", () => {
    expect(refusal(ask({ host: "evil.example" }), here).message).toContain("Authorization: Bearer");
  });
});
