import * as z from "zod";
import type { Actor } from "#server/audit/actor.ts";
import { json } from "#server/delivery/privacy/mask-payload.ts";
import type { Queryable, Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const row = z.object({
  number: z.int(),
  base: z.int(),
  data: json.nullable(),
  author: z.string(),
  reason: z.string().nullable(),
  at: z.date(),
});
export type EditRow = z.output<typeof row>;

const columns = `number, base, data, author_name as author, reason, at`;

const readAll = defineStatement({
  name: "read_edits",
  text: `select ${columns} from payload_edit where root_id = $1 order by number`,
  row,
});
const readOne = defineStatement({
  name: "read_edit",
  text: `select ${columns} from payload_edit where root_id = $1 and ($2::int is null or number = $2)
         order by number desc limit 1`,
  row,
});
const find = defineStatement({
  name: "find_edit_of",
  text: "select max(number) as number from payload_edit where root_id = $1 and data = $2::jsonb",
  row: z.object({ number: z.int().nullable() }),
});
const insert = defineStatement({
  name: "insert_edit",
  text: `insert into payload_edit (root_id, number, base, data, author_kind, author_id, author_name, reason)
         select $1::uuid, coalesce(max(number), 0) + 1, $2::int, $3::jsonb, $4::text, $5::text, $6::text, $7::text
         from payload_edit where root_id = $1`,
});
const insertNew = defineStatement({
  name: "insert_new_edits",
  text: `insert into payload_edit (root_id, number, base, data, reason, author_kind, author_id, author_name)
         select e.root_id, coalesce((select max(number) from payload_edit p where p.root_id = e.root_id), 0) + 1,
                e.base, e.data::jsonb, e.reason, $5, $6, $7
         from unnest($1::uuid[], $2::int[], $3::text[], $4::text[]) as e (root_id, base, data, reason)
         where not exists (select from payload_edit p where p.root_id = e.root_id and p.data = e.data::jsonb)`,
});
const empty = defineStatement({
  name: "empty_edits",
  text: `update payload_edit e set data = null from delivery d
         where d.message_id = any($1::uuid[]) and e.root_id = d.root_id and e.data is not null`,
});

/** Every edit of a root, oldest first. */
export async function readEdits(queryable: Queryable, rootId: string): Promise<EditRow[]> {
  return readAll.all(queryable, [rootId]);
}

/** One edit by its number, the newest for null. Null where there is none. */
export async function readEdit(queryable: Queryable, rootId: string, number: number | null): Promise<EditRow | null> {
  return (await readOne.maybeOne(queryable, [rootId, number])) ?? null;
}

/** The number of the newest edit with exactly this payload. 0, the number of the published payload, where there is none. */
export async function findEditOf(queryable: Queryable, rootId: string, data: unknown): Promise<number> {
  return (await find.one(queryable, [rootId, JSON.stringify(data)])).number ?? 0;
}

export type NewEdit = {
  rootId: string;
  base: number;
  data: unknown;
  author: Pick<Actor, "kind" | "id" | "name">;
  reason: string | null;
};

/** Adds the next edit of a root. The caller has locked the dead letter, so its number is free. */
export async function insertEdit(tx: Tx, { rootId, base, data, author, reason }: NewEdit): Promise<void> {
  await insert.run(tx, [rootId, base, JSON.stringify(data), author.kind, author.id, author.name, reason]);
}

/** Saves the changed payloads of replays as edits, each unless it was saved before. The roots are locked and distinct. */
export async function insertNewEdits(
  tx: Tx,
  author: NewEdit["author"],
  edits: readonly Omit<NewEdit, "author">[],
): Promise<void> {
  if (edits.length === 0) return;
  await insertNew.run(tx, [
    edits.map(({ rootId }) => rootId),
    edits.map(({ base }) => base),
    edits.map(({ data }) => JSON.stringify(data)),
    edits.map(({ reason }) => reason),
    ...[author.kind, author.id, author.name],
  ]);
}

/** Removes the payloads of the edits of messages whose payload was purged. */
export async function emptyEdits(tx: Tx, messageIds: readonly string[]): Promise<void> {
  await empty.run(tx, [messageIds]);
}
