import * as z from "zod";
import { leastRole, whoMay } from "#server/contracts/identity/access.ts";
import { problemDto } from "#server/contracts/problem.ts";
import { messages } from "#server/delivery/messages/registry.ts";
import { type ProblemCode, problemSlug, shapeOf } from "#server/http/response/problem.ts";
import type { RouteDefinition } from "#server/http/route/route-definition.ts";

type Json = Record<string, unknown>;

/** JSON Schema 2020-12, as OpenAPI 3.1 speaks it. What zod cannot say in it (a transform's own check) is left open. */
const schemaOf = (schema: z.ZodType, io: "input" | "output"): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
};

/** Every problem that a route can answer: what it declares, and what follows from the rest of its declaration. */
function problemsOf(definition: RouteDefinition): ProblemCode[] {
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
      ? [header("If-Match", true, "The ETag of the version that the change is based on, or * for any version.")]
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

const operationId = ({ method, path }: RouteDefinition): string =>
  `${method.toLowerCase()}${path
    .replace(/^\/api(\/v1)?/, "")
    .split(/[/.-]/)
    .map((part) => part.replace(/^\{(.*)\}$/, "By$1"))
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join("")}`;

function operationOf(definition: RouteDefinition): Json {
  const { path, summary, auth, body } = definition;
  const required = body !== undefined && !body.safeParse(undefined).success;
  return {
    operationId: operationId(definition),
    tags: [path.split("/").find((part, index) => index > 0 && !["api", "v1"].includes(part)) ?? "api"],
    summary,
    ...(auth === "public"
      ? { security: [] }
      : { description: `Requires the ${leastRole[auth]} role (${auth}). Allowed: ${whoMay(auth)}.`, "x-action": auth }),
    ...(typeof definition.audit === "string" ? { "x-audit": definition.audit } : {}),
    parameters: parametersOf(definition),
    ...(body
      ? { requestBody: { required, content: { "application/json": { schema: schemaOf(body, "input") } } } }
      : {}),
    responses: responsesOf(definition),
  };
}

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null;

/** Moves the `$defs` of recursive schemas to the components: a `$ref` counts from the root of the document. */
function withSharedSchemas(document: Json & { components: { schemas: Json } }): Json {
  const shared: Json = {};
  const names = new Map<string, string>();
  const moved = JSON.parse(JSON.stringify(document), (_, value: unknown) => {
    if (!isObject(value) || !isObject(value.$defs)) return value;
    const { $defs, ...rest } = value;
    const rename = Object.entries($defs).map(([name, schema]) => {
      const text = JSON.stringify(schema);
      const id = names.get(text) ?? `Shared${names.size + 1}`;
      names.set(text, id);
      return { from: `"#/$defs/${name}"`, to: `"#/components/schemas/${id}"`, id, text };
    });
    const renamed = (text: string): unknown =>
      JSON.parse(rename.reduce((current, { from, to }) => current.replaceAll(from, to), text));
    for (const { id, text } of rename) shared[id] = renamed(text);
    return renamed(JSON.stringify(rest));
  });
  return { ...moved, components: { ...moved.components, schemas: { ...moved.components.schemas, ...shared } } };
}

/** The routes as an OpenAPI 3.1 document: made from the declarations that the server itself obeys. */
export function describeRoutes(routes: readonly RouteDefinition[], about: { version: string; origin: string }): Json {
  const paths: Record<string, Json> = {};
  for (const definition of routes) {
    paths[definition.path] = { ...paths[definition.path], [definition.method.toLowerCase()]: operationOf(definition) };
  }
  const document = {
    openapi: "3.1.0",
    info: {
      title: "Redeliver",
      version: about.version,
      description:
        "Place orders, and inspect, fix and replay dead letters. Requests and answers are JSON. Errors are [problem details](/problems) (RFC 9457). A program sends an [API token](/ops/settings/tokens) as a bearer token; a browser sends its session cookie, from pages of this server only.",
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
  return withSharedSchemas(document);
}
