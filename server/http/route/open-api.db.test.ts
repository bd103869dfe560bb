import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { messages } from "#server/delivery/messages/registry.ts";
import { routes } from "#server/http/app.ts";
import { asOperator, serveApi } from "#server/testing/api-client.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aProduct } from "#server/testing/factories.ts";

const pool = await testDatabase();
const api = await serveApi();
await aProduct(pool);

type Operation = {
  operationId: string;
  parameters: { name: string; in: string; schema: Record<string, unknown> }[];
  requestBody?: unknown;
  responses: Record<string, { content?: Record<string, unknown> }>;
};
type Document = { openapi: string; paths: Record<string, Record<string, Operation>> };

const answer = await api.call("GET", "/api/openapi.json");
const document: Document = JSON.parse(answer.text);
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);

describe("the document", () => {
  it("is OpenAPI 3.1, with every route and an id for each", () => {
    expect(answer.status).toBe(200);
    expect(document.openapi).toBe("3.1.0");
    const all = routes.map(({ method, path }) => `${method} ${path}`);
    expect(operations.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(all.sort());
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
  });

  it("names every path parameter and the body of every POST that takes one", () => {
    for (const { path, operation } of operations) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(
        operation.parameters.filter((one) => one.in === "path").map(({ name }) => name),
        path,
      ).toEqual(named);
    }
    expect(document.paths["/api/v1/orders"]?.post?.requestBody).toMatchObject({ required: true });
  });

  it("resolves every reference within itself", () => {
    const references = [...answer.text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = ""]) => path);
    const find = (path: string) =>
      path.split("/").reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], document);
    expect(references.length).toBeGreaterThan(100);
    expect(references.filter((path) => find(path) === undefined)).toEqual([]);
  });

  it("leads to the schema of every message", async () => {
    for (const { type } of messages()) {
      const schema = await api.call("GET", `/schemas/${type}.json`);
      expect(schema.status).toBe(200);
      expect(JSON.parse(schema.text)).toMatchObject({ type: "object", $id: `/schemas/${type}.json` });
    }
    expect((await api.call("GET", "/schemas/nothing.json")).status).toBe(404);
  });
});

/** Values as a careless or hostile client sends them, and some that fit. */
const anyValue = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(
    "",
    "null",
    "' or 1=1 --",
    "\u0000",
    "\ud800",
    "__proto__",
    "1e999",
    "x".repeat(300),
    randomUUID(),
    "viewer",
    -1,
    0,
    2 ** 53,
  ),
);

describe("1,000 requests made from the document", () => {
  it("get no status that it does not declare, and no 5xx", async () => {
    const undeclared: string[] = [];
    const request = fc.constantFrom(...operations).chain((one) =>
      fc.record({
        one: fc.constant(one),
        values: fc.dictionary(
          fc.constantFrom("name", "email", "password", "token", "role", "reason", "payload", "items", "customer", "x"),
          anyValue,
          { maxKeys: 4 },
        ),
        query: fc.dictionary(
          fc.constantFrom("cursor", "limit", "action", "actor", "target", "recipient", "x"),
          anyValue,
          { maxKeys: 2 },
        ),
        id: fc.constantFrom(randomUUID(), "7", "..", "%00", "'", "order.created.json"),
        ifMatch: fc.constantFrom(undefined, "*", '"1"', "W/1", '"x"'),
        signedIn: fc.boolean(),
        raw: fc.constantFrom(undefined, undefined, undefined, "", "{", "[]", "null", '{"a":1,"a":2}'),
      }),
    );
    for (const { one, values, query, id, ifMatch, signedIn, raw } of fc.sample(request, {
      numRuns: 1_000,
      seed: 20261125,
    })) {
      const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
      const path = `${one.path.replace(/\{\w+\}/g, id)}${search.size > 0 ? `?${search}` : ""}`;
      const { status, text } = await api.call(one.method, path, {
        headers: {
          ...(signedIn ? asOperator : {}),
          ...(ifMatch ? { "if-match": ifMatch } : {}),
          "content-type": "application/json",
        },
        ...(one.method === "GET" ? {} : { body: raw ?? JSON.stringify(values) }),
      });
      // A path that an id made another one is a route of its own, or none.
      if (id === ".." || id === "%00") continue;
      if (status >= 500 || !(String(status) in one.operation.responses)) {
        undeclared.push(`${one.method} ${path} ${JSON.stringify(raw ?? values)}: ${status} ${text.slice(0, 200)}`);
      }
    }
    expect(undeclared).toEqual([]);
  }, 120_000);
});
