import { describe, expect, it } from "vitest";
import * as securityTxt from "#app/.well-known/security.txt/route.ts";
import * as api from "#app/api/[[...path]]/route.ts";
import * as schemas from "#app/schemas/[file]/route.ts";
import { app, routes } from "#server/http/app.ts";
import { routeMethods } from "#server/http/route/route-definition.ts";

describe("Next's route files", () => {
  it("answer every method through the same app as our own server", async () => {
    const served = new Map(Object.entries(api));
    for (const method of [...routeMethods, "HEAD", "OPTIONS"]) {
      expect(served.get(method), method).toBe(api.GET);
      const answer = await api.GET(new Request("http://localhost/api/none", { method }));
      expect(answer.status, method).toBe(404);
      expect(answer.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
    }
    const refused = await api.PUT(new Request("http://localhost/api/livez", { method: "PUT" }));
    expect([refused.status, refused.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
  });

  it("exist for every path of the app", async () => {
    const elsewhere = routes.filter(({ path }) => !path.startsWith("/api/")).map(({ path }) => path);
    expect(elsewhere.sort()).toEqual(["/.well-known/security.txt", "/schemas/{file}"]);
    for (const { GET } of [schemas, securityTxt]) expect(GET).toBe(api.GET);
    const schema = await schemas.GET(new Request("http://localhost/schemas/order.created.json"));
    expect(await schema.json()).toMatchObject({ $id: "/schemas/order.created.json" });
    expect((await app.request("/api/livez", {}, {})).status).toBe(200);
  });
});
