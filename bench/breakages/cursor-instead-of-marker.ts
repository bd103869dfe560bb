import { defineBreakage } from "#bench/breakages/define-breakage.ts";

const file = "server/delivery/outbox/sql/claim-messages.ts";

export const cursorInsteadOfMarker = defineBreakage({
  name: "cursor-instead-of-marker",
  title: "A cursor instead of the marker",
  tempting: "Continue after the last relayed message instead of reading the dead index entries before it.",
  breaks: "A message with a lower seq whose transaction commits later is never relayed.",
  edits: [
    {
      file,
      search: "export type Released = ",
      replace: `/** The highest seq that this relay has relayed: everything before it is relayed. */
let lastSeq = 0;

export type Released = `,
    },
    {
      file,
      search: "where type = any($6::text[]) and (next_try_at is null",
      replace: "where seq > $7 and type = any($6::text[]) and (next_try_at is null",
    },
    { file, search: "    input.knownTypes,\n", replace: "    input.knownTypes,\n    lastSeq,\n" },
    {
      file,
      search: "row: z.object({ relayed: z.int(),",
      replace: "row: z.object({ last: z.int().nullable(), relayed: z.int(),",
    },
    {
      file,
      search: "select counted.relayed, counted.waiting, r.id",
      replace: "select counted.relayed, counted.waiting, (select max(seq) from claimed) as last, r.id",
    },
    {
      file,
      search: "  return {\n    relayed:",
      replace: "  lastSeq = rows[0]?.last ?? lastSeq;\n  return {\n    relayed:",
    },
  ],
  caughtBy: {
    file: "server/delivery/outbox/relay-batch.db.test.ts",
    test: "relays a message whose lower seq commits late",
  },
});
