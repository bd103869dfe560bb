import * as z from "zod";
import { plainText } from "#server/contracts/email-address.ts";
import { historyDto, historyRange } from "#server/contracts/monitoring/history.ts";
import { route } from "#server/http/route.ts";
import { shareHistory } from "#server/monitoring/history/share-history.ts";

export const getHistoryOfPipeline = route({
  summary: "What passed, failed, died and waited, bucket by bucket, over 15 minutes, an hour, 24 hours or 7 days.",
  auth: "pipeline.read",
  query: z.strictObject({ range: historyRange.default("1h"), handler: plainText(200).optional() }),
  output: historyDto,
  handle: ({ query: { range, handler } }) => shareHistory(range, handler ?? null),
});
