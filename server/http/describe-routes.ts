import * as z from "zod";
import { leastRole, whoMay } from "#server/contracts/identity/access.ts";
import { problemDto } from "#server/contracts/problem.ts";
import { messages } from "#server/delivery/messages/registry.ts";
import { type ProblemCode, problemSlug, shapeOf } from "#server/http/problem.ts";
import type { RouteDefinition } from "#server/http/route.ts";
import type { RouteTable } from "#server/http/routes.ts";

type Json = Record<string, unknown>;

/** JSON Schema 2020-12, as OpenAPI 3.1 speaks it. What zod cannot say in it (a transform's own check) is left open. */
const schemaOf = (schema: z.ZodType, io: "input" | "output"): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
};

/** Every problem that a route can answer: what it declares, and what follows from the rest of its declaration. */
export function problemsOf(definition: RouteDefinition): ProblemCode[] {
  const { auth, params, query, body, preconditions, idempotent, sameOrigin, problems = [] } = definition;
  const codes: (ProblemCode | false)[] = [
    ...problems,
    auth !== "public" && "unauthorized",
    (auth !== "public" || sameOrigin === true) && "forbidden",
    params !== undefined && "not_found",
    (query !== undefined || body !== undefined) && "invalid_input",
    body !== undefined && "malformed_json",
    body !== undefined && "body_too_large",
    body !== undefined && "unsupported_media_type",
    preconditions === true && "precondition_required",
    preconditions === true && "precondition_failed",
    idempotent === true && "idempotency_key_in_flight",
    idempotent === true && "idempotency_key_reused",
    idempotent === true && "invalid_input",
    "malformed_request",
    "unavailable",
    "internal_error",
  ];
  return [...new Set(codes.filter((code) => code !== false))];
}

function parametersOf({ params, query, preconditions, idempotent }: RouteDefinition): Json[] {
  const from = (schema: z.ZodType | undefined, place: "path" | "query"): Json[] => {
    if (!schema) return [];
    const { properties = {}, required = [] } = schemaOf(schema, "input") as { properties?: Json; required?: string[] };
    return Object.entries(properties).map(([name, value]) => ({
      name,
      in: place,
      required: place === "path" || required.includes(name),
      schema: value,
    }));
  };
  const header = (name: string, required: boolean, description: string) => ({
    ...{ name, in: "header", required, description },
    schema: { type: "string" },
  });
  return [
    ...from(params, "path"),
    ...from(query, "query"),
    ...(preconditions
      ? [header("If-Match", true, "The ETag of the version that was decided on, or * for whatever it is.")]
      : []),
    ...(idempotent ? [header("Idempotency-Key", false, "The same key gives the same result, for 24 hours.")] : []),
  ];
}

function responsesOf(definition: RouteDefinition): Json {
  const { output, status = 200, contentType = "application/json" } = definition;
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of problemsOf(definition)) {
    const { status: refused } = shapeOf(code);
    byStatus.set(refused, [...(byStatus.get(refused) ?? []), code]);
  }
  const problems = [...byStatus].map(([refused, codes]) => [
    String(refused),
    {
      description: codes.map((code) => `${shapeOf(code).title} (/problems/${problemSlug(code)})`).join("; "),
      content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
    },
  ]);
  const done = { description: "Done", content: { [contentType]: { schema: schemaOf(output, "output") } } };
  return Object.fromEntries([[String(status), done], ...problems]);
}

const operationId = (method: string, path: string): string =>
  `${method.toLowerCase()}${path
    .replace(/^\/api(\/v1)?/, "")
    .split(/[/.-]/)
    .map((part) => part.replace(/^\[(.*)\]$/, "By$1"))
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join("")}`;

function operationOf(method: string, path: string, definition: RouteDefinition): Json {
  const { summary, auth, body } = definition;
  const required = body !== undefined && !body.safeParse(undefined).success;
  return {
    operationId: operationId(method, path),
    tags: [path.split("/").find((part, index) => index > 0 && !["api", "v1"].includes(part)) ?? "api"],
    summary,
    ...(auth === "public"
      ? { security: [] }
      : { description: `For ${whoMay(auth)} (${auth}, from ${leastRole[auth]} on).`, "x-action": auth }),
    ...(typeof definition.audit === "string" ? { "x-audit": definition.audit } : {}),
    parameters: parametersOf(definition),
    ...(body
      ? { requestBody: { required, content: { "application/json": { schema: schemaOf(body, "input") } } } }
      : {}),
    responses: responsesOf(definition),
  };
}

/** The table of routes as an OpenAPI 3.1 document: made from the declarations that the server itself obeys. */
export function describeRoutes(table: RouteTable, about: { version: string; origin: string }): Json {
  const paths: Record<string, Json> = {};
  for (const [path, methods] of Object.entries(table)) {
    const operations = Object.entries(methods).flatMap(([method, { definition }]) =>
      definition ? [[method.toLowerCase(), operationOf(method, path, definition)]] : [],
    );
    paths[path.replace(/\[(\w+)\]/g, "{$1}")] = Object.fromEntries(operations);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Redeliver",
      version: about.version,
      description:
        "Orders, and what a hand can do about a message that died. Errors are RFC 9457 problems. A machine sends an API token as a bearer; a browser its session's cookie, from our own pages alone.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: about.origin }],
    security: [{ token: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer" },
        session: { type: "apiKey", in: "cookie", name: "redeliver_session" },
      },
      schemas: {
        Problem: schemaOf(problemDto, "output"),
        ...Object.fromEntries(messages().map(({ type, data }) => [type, schemaOf(data, "output")])),
      },
    },
  };
}
