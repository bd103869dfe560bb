import * as z from "zod";
import { deliveryDto } from "#server/contracts/delivery/delivery.ts";
import { subjectFields } from "#server/contracts/delivery/subject-fields.ts";
import { pendingMessageDto } from "#server/contracts/monitoring/outbox.ts";
import { searchScopeDto } from "#server/contracts/triage/dead-letter-filter.ts";

const explorerItemDto = deliveryDto.extend({
  version: z.int(),
  subject: z.string(),
  ...subjectFields,
  /** First line of the error of the last attempt. */
  error: z.string().nullable(),
  createdAt: z.iso.datetime(),
});
export type ExplorerItemDto = z.output<typeof explorerItemDto>;

export const explorerListDto = z.object({
  /** Matching messages that are not relayed yet, newest first: at most twenty, on the first page. They have no delivery. */
  pending: z.array(pendingMessageDto),
  items: z.array(explorerItemDto),
  nextCursor: z.string().nullable(),
  /** How many rows were scanned, where no index answers the filters together. */
  scope: searchScopeDto.nullable(),
});
export type ExplorerListDto = z.output<typeof explorerListDto>;
