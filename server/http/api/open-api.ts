import * as z from "zod";
import { messages } from "#server/delivery/messages/registry.ts";
import { defineRoute } from "#server/http/route/define-route.ts";
import { describeRoutes } from "#server/http/route/open-api.ts";
import type { Route } from "#server/http/route/route-definition.ts";
import { buildId, env } from "#server/platform/env/env.ts";
import { NotFoundError } from "#server/platform/errors.ts";

/** The document's routes. `all` is called per request, because the list of all routes contains these. */
export const openApiRoutes = (all: () => readonly Route[]): Route[] => [
  defineRoute({
    method: "GET",
    path: "/api/openapi.json",
    callers: "anyone",
    summary: "Get this document.",
    auth: "public",
    output: z.record(z.string(), z.unknown()),
    handle: async () => describeRoutes(all(), { version: buildId(), origin: env().APP_URL ?? "/" }),
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
      if (!found) throw new NotFoundError("No message has this type.");
      const { data, label, type, version } = found;
      return { ...z.toJSONSchema(data), $id: `/schemas/${type}.json`, title: label, "x-version": version };
    },
  }),
];
