import * as z from "zod";
import { deadLetterFilter } from "#server/contracts/triage/dead-letter-filter.ts";
import { downloadRoute } from "#server/http/download-route.ts";
import { chooseLookup } from "#server/triage/dead-letter-lists/choose-lookup.ts";
import { exportDeadLetters, maxExported } from "#server/triage/export/export-dead-letters.ts";

const types = { csv: "text/csv; charset=utf-8", jsonl: "application/x-ndjson; charset=utf-8" };

export const postDeadLetterExport = downloadRoute({
  summary: `Dead letters that fit every filter as a file, newest first, masked, at most ${maxExported.toLocaleString("en-GB")}. On record in the audit.`,
  auth: "dead-letters.export",
  query: deadLetterFilter.extend({ format: z.enum(["csv", "jsonl"]).default("csv") }),
  output: z
    .string()
    .describe("A row (CSV) or an object (JSON Lines) per dead letter. The last one says where it was cut off."),
  contentType: "text/csv",
  audit: "dead-letter.export",
  security: "security.export",
  problems: ["too_many_tries"],
  open: async ({ query: { format, ...filter }, actor, requestId, signal }) => {
    const lookup = await chooseLookup({ text: filter.q, actor, requestId });
    return {
      lines: await exportDeadLetters({ filter, format, lookup, actor, requestId, signal }),
      type: types[format],
      name: `dead-letters.${format}`,
    };
  },
});
