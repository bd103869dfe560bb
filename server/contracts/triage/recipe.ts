import * as z from "zod";
import { replayChangeDto } from "#server/contracts/triage/replay-change.ts";

/** A change that was replayed in bulk for a cause. It is offered first while it is enabled. */
export const recipeDto = z.object({
  id: z.uuid(),
  cause: z.string(),
  causeTitle: z.string().nullable(),
  change: replayChangeDto,
  /** Of `tried` replays with this change, those that were delivered. */
  worked: z.int(),
  tried: z.int(),
  /** Switched off by itself below 95 %, and by operators. */
  enabled: z.boolean(),
  switchedBy: z.string().nullable(),
  lastUsedAt: z.iso.datetime(),
});
export type RecipeDto = z.output<typeof recipeDto>;
export const recipeListDto = z.object({ items: z.array(recipeDto) });
export const switchRecipeBody = z.strictObject({ enabled: z.boolean() });
