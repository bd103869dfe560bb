import * as z from "zod";
import { messages } from "#server/delivery/messages/registry.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { describeRoutes } from "#server/http/open-api.ts";
import { buildId, env } from "#server/platform/env/env.ts";
import { NotFoundError } from "#server/platform/errors.ts";

/** The document of this server. The table is asked for lazily: it holds this very route. */
async function openApiDocument(): Promise<Record<string, unknown>> {
  const { routes } = await import("#server/http/app.ts");
  return describeRoutes(routes, { version: buildId(), origin: env().APP_URL ?? "/" });
}

export const openApiRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/openapi.json",
    callers: "anyone",
    summary: "Get this document.",
    auth: "public",
    output: z.record(z.string(), z.unknown()),
    handle: () => openApiDocument(),
  }),

  defineRoute({
    method: "GET",
    path: "/schemas/{file}",
    callers: "anyone",
    summary: "Get the JSON Schema of a message's data, such as /schemas/order.created.json.",
    auth: "public",
    params: z.object({ file: z.string().max(100) }),
    output: z.record(z.string(), z.unknown()),
    contentType: "application/schema+json",
    handle: async ({ params }) => {
      const found = messages().find(({ type }) => `${type}.json` === params.file);
      if (!found) throw new NotFoundError("There is no message of that type.");
      const { data, label, type, version } = found;
      return { ...z.toJSONSchema(data), $id: `/schemas/${type}.json`, title: label, "x-version": version };
    },
  }),
];
