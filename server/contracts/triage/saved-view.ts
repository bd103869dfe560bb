import * as z from "zod";
import { plainText } from "#server/contracts/email-address.ts";
import { deadLetterFilter } from "#server/contracts/triage/dead-letter-filter.ts";

/** Maximum number of views per owner, and of shared views. */
export const maxViews = 50;

export const savedViewDto = z.object({
  id: z.uuid(),
  name: z.string(),
  /** The filters, as in a URL. */
  filter: deadLetterFilter,
  shared: z.boolean(),
  owner: z.string(),
  /** Whether the requesting user may remove it. */
  removable: z.boolean(),
});
export type SavedViewDto = z.output<typeof savedViewDto>;
export const savedViewListDto = z.object({ items: z.array(savedViewDto) });

export const saveViewBody = z.strictObject({
  name: plainText(60),
  filter: deadLetterFilter.refine((filter) => Object.keys(filter).length > 0, { error: "must contain a filter" }),
  shared: z.boolean().default(false),
});
export type SaveViewBody = z.output<typeof saveViewBody>;
