import * as z from "zod";
import {
  editListDto,
  previewBody,
  previewDto,
  saveEditBody,
  suggestionsDto,
} from "#server/contracts/triage/editing.ts";
import { recipeDto, recipeListDto, switchRecipeBody } from "#server/contracts/triage/recipe.ts";
import { etagOf, ifMatchOf } from "#server/http/request/if-match-of.ts";
import { Answer, defineRoute } from "#server/http/route/define-route.ts";
import { listEdits } from "#server/triage/edits/list-edits.ts";
import { saveEdit } from "#server/triage/edits/save-edit.ts";
import { preview } from "#server/triage/previews/preview.ts";
import { listRecipes } from "#server/triage/recipes/list-recipes.ts";
import { switchRecipe } from "#server/triage/recipes/switch-recipe.ts";
import { listSuggestions } from "#server/triage/suggestions/list-suggestions.ts";

const byId = z.object({ id: z.uuid().toLowerCase() });
const editNumber = z.coerce.number().int().min(0).max(1_000_000).optional();

const withTag = (edits: z.output<typeof editListDto>) =>
  new Answer(edits, { headers: { ETag: etagOf(edits.items.at(-1)?.number ?? 0) } });

const fingerprint = z.string().regex(/^[0-9a-f]{16}$/, "must be the fingerprint of a cause");

export const editingRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/v1/dead-letters/{id}/suggestions",
    callers: "operators",
    summary: "List suggestions for a dead letter: advice, and changes that pass its schema. None is applied.",
    auth: "dead-letters.replay",
    params: byId,
    output: suggestionsDto,
    handle: ({ params, actor }) => listSuggestions(params.id, actor),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/dead-letters/{id}/preview",
    callers: "operators",
    summary: "Preview a replay: what it would send, or the error that it would raise. Sends and stores nothing.",
    auth: "dead-letters.replay",
    params: byId,
    body: previewBody.prefault({}),
    output: previewDto,
    audit: { none: "It changes nothing." },
    problems: ["conflict", "gone"],
    handle: ({ params, body, actor }) => preview({ id: params.id, draft: body, actor }),
  }),

  defineRoute({
    method: "GET",
    path: "/api/v1/dead-letters/{id}/edits",
    callers: "operators",
    summary: "List the saved versions of a dead letter's payload. Send the ETag in If-Match to save another.",
    auth: "dead-letters.replay",
    params: byId,
    query: z.strictObject({ from: editNumber, to: editNumber }),
    output: editListDto,
    handle: async ({ params, query, actor }) => withTag(await listEdits(params.id, actor, query)),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/dead-letters/{id}/edits",
    callers: "operators",
    summary: "Save a corrected payload as the next edit of a dead letter. The published payload never changes.",
    auth: "dead-letters.replay",
    params: byId,
    body: saveEditBody,
    output: editListDto,
    status: 201,
    audit: "dead-letter.edit",
    example: { given: "dead-letter-edited", ifMatch: true },
    preconditions: true,
    problems: ["conflict", "gone"],
    handle: async ({ params, body, headers, actor, requestId }) =>
      withTag(await saveEdit({ id: params.id, body, expectedNumber: ifMatchOf(headers), actor, requestId })),
  }),

  defineRoute({
    method: "GET",
    path: "/api/v1/recipes",
    callers: "readers",
    summary: "List recipes: changes of bulk replays with how often they worked for a cause.",
    auth: "dead-letters.read",
    query: z.strictObject({ cause: fingerprint.optional() }),
    output: recipeListDto,
    handle: ({ query }) => listRecipes(query.cause ?? null),
  }),

  defineRoute({
    method: "PATCH",
    path: "/api/v1/recipes/{id}",
    callers: "operators",
    summary: "Switch a recipe on or off.",
    auth: "replays.run",
    params: z.object({ id: z.uuid().toLowerCase() }),
    body: switchRecipeBody,
    output: recipeDto,
    audit: "recipe.switch",
    example: { given: "recipe", body: { enabled: false } },
    problems: ["conflict"],
    handle: ({ params, body, actor, requestId }) => switchRecipe({ ...params, ...body, actor, requestId }),
  }),
];
