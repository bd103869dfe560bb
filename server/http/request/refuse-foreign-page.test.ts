import { describe, expect, it } from "vitest";
import { refuseForeignPage } from "#server/http/request/refuse-foreign-page.ts";

const send =
  (headers: Record<string, string>, method = "POST") =>
  () =>
    refuseForeignPage({ method, headers: new Headers({ host: "ops.example:3000", ...headers }) });

describe("a change", () => {
  it.each<Record<string, string>>([
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "http://ops.example:3001" },
    { origin: "http://ops.example:3000.evil.example" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "cross-site", origin: "http://ops.example:3000" },
  ])("is refused from another site's page: %j", (headers) => {
    expect(send(headers)).toThrow("page of another site");
    expect(send(headers, "DELETE")).toThrow("page of another site");
  });

  it.each<Record<string, string>>([
    {},
    { origin: "http://ops.example:3000", "sec-fetch-site": "same-origin" },
    { origin: "https://OPS.example:3000" },
    { "sec-fetch-site": "none" },
    { authorization: "Bearer token", origin: "https://elsewhere.example", "sec-fetch-site": "cross-site" },
  ])("passes from our own page, a script or a token: %j", (headers) => {
    expect(send(headers)).not.toThrow();
  });
});

it("reading passes from any link: no other site can see the answer", () => {
  expect(send({ "sec-fetch-site": "cross-site", origin: "https://evil.example" }, "GET")).not.toThrow();
});
