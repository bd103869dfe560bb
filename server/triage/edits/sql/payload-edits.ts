import type { Json } from "#server/delivery/privacy/mask-payload.ts";
import type { Queryable, Tx } from "#server/platform/database/db.ts";

export type EditRow = {
  number: number;
  base: number;
  data: Json | null;
  author: string;
  reason: string | null;
  at: Date;
};

const columns = `number, base, data, author_name as author, reason, at`;

/** Every edit of a root, oldest first. */
export async function readEdits(queryable: Queryable, rootId: string): Promise<EditRow[]> {
  const { rows } = await queryable.query<EditRow>({
    name: "read_edits",
    text: `select ${columns} from payload_edit where root_id = $1 order by number`,
    values: [rootId],
  });
  return rows;
}

/** One edit by its number, the newest without one; null where there is none. */
export async function readEdit(queryable: Queryable, rootId: string, number: number | null): Promise<EditRow | null> {
  const { rows } = await queryable.query<EditRow>({
    name: "read_edit",
    text: `select ${columns} from payload_edit where root_id = $1 and ($2::int is null or number = $2)
           order by number desc limit 1`,
    values: [rootId, number],
  });
  return rows[0] ?? null;
}

/** The newest edit that says exactly this, or 0: then it is the payload as it was published. */
export async function findEditOf(queryable: Queryable, rootId: string, data: unknown): Promise<number> {
  const { rows } = await queryable.query<{ number: number | null }>({
    name: "find_edit_of",
    text: "select max(number) as number from payload_edit where root_id = $1 and data = $2::jsonb",
    values: [rootId, JSON.stringify(data)],
  });
  return rows[0]?.number ?? 0;
}

export type NewEdit = {
  rootId: string;
  base: number;
  data: unknown;
  author: { kind: string; id: string | null; name: string };
  reason: string | null;
};

/** The next edit of a root. The caller has locked the dead letter, so the number is free. */
export async function insertEdit(tx: Tx, edit: NewEdit): Promise<EditRow> {
  const { rows } = await tx.query<EditRow>({
    name: "insert_edit",
    text: `insert into payload_edit (root_id, number, base, data, author_kind, author_id, author_name, reason)
           select $1::uuid, coalesce(max(number), 0) + 1, $2::int, $3::jsonb, $4::text, $5::text, $6::text, $7::text
           from payload_edit where root_id = $1
           returning ${columns}`,
    values: [
      ...[edit.rootId, edit.base, JSON.stringify(edit.data)],
      ...[edit.author.kind, edit.author.id, edit.author.name, edit.reason],
    ],
  });
  const [inserted] = rows;
  if (!inserted) throw new Error("an insert returned no row");
  return inserted;
}

/** Empties the edits of messages whose payload was purged. */
export async function emptyEdits(tx: Tx, messageIds: readonly string[]): Promise<void> {
  await tx.query({
    name: "empty_edits",
    text: `update payload_edit e set data = null from delivery d
           where d.message_id = any($1::uuid[]) and e.root_id = d.root_id and e.data is not null`,
    values: [messageIds],
  });
}
