import * as z from "zod";
import { savedViewDto, savedViewListDto, saveViewBody } from "#server/contracts/triage/saved-view.ts";
import { defineRoute } from "#server/http/route/define-route.ts";
import { deleteView } from "#server/triage/saved-views/delete-view.ts";
import { listViews } from "#server/triage/saved-views/list-views.ts";
import { saveView } from "#server/triage/saved-views/save-view.ts";

const notAudited = { none: "a saved view is a display preference and changes no other data" };

export const viewRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/v1/views",
    callers: "readers",
    summary: "List saved views: shared ones and the caller's own.",
    auth: "dead-letters.read",
    output: savedViewListDto,
    handle: ({ actor }) => listViews(actor),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/views",
    callers: "readers",
    summary: "Save filters as a view, for the caller or for all users.",
    auth: "dead-letters.read",
    body: saveViewBody,
    output: savedViewDto,
    status: 201,
    audit: notAudited,
    problems: ["conflict"],
    handle: ({ body, actor }) => saveView(body, actor),
  }),

  defineRoute({
    method: "DELETE",
    path: "/api/v1/views/{id}",
    callers: "readers",
    summary: "Delete a saved view.",
    auth: "dead-letters.read",
    params: z.object({ id: z.uuid().toLowerCase() }),
    output: savedViewDto,
    audit: notAudited,
    handle: ({ params, actor }) => deleteView(params.id, actor),
  }),
];
