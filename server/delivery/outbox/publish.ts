import * as z from "zod";
import type { MessageDefinition } from "#server/delivery/messages/define-message.ts";
import { tracePublish } from "#server/delivery/outbox/trace-publish.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { newId } from "#server/platform/new-id.ts";

const columns = "id, source, type, version, subject, data, traceparent, target_handler";

/**
 * The one insert into `outbox_message`, as a common table expression for statements that write a row and its message
 * in one round trip. `from` names an earlier CTE with the columns id, source, type, version, subject, data, traceparent,
 * target_handler. Returns id and seq.
 */
export const publishFrom = (from: string): string =>
  `insert into outbox_message (${columns}) select ${columns} from ${from} returning id, seq`;

const published = z.object({ id: z.uuid(), seq: z.int() });
export type Published = z.output<typeof published>;

const statement = defineStatement({
  name: "publish",
  text: `with message as (
      select $1::uuid as id, $2::text as source, $3::text as type, $4::int as version, $5::text as subject,
             $6::jsonb as data, $7::text as traceparent, $8::text as target_handler
    )
    ${publishFrom("message")}`,
  row: published,
});

/**
 * Publishes one message in the caller's transaction: it exists exactly if that transaction commits. Parses the data by the
 * message's schema first. A replay keeps the source, version and trace of its root.
 */
export async function publish<Data extends z.ZodObject>(
  tx: Queryable,
  definition: MessageDefinition<string, Data>,
  message: { subject: string; data: z.input<Data>; traceparent?: string | null; targetHandler?: string | null },
): Promise<Published> {
  const id = newId();
  const given = message.traceparent ?? null;
  const span = tracePublish({ id, type: definition.type, traceparent: given });
  const row = await statement.one(tx, [
    id,
    definition.source,
    definition.type,
    definition.version,
    message.subject,
    JSON.stringify(definition.data.parse(message.data)),
    span?.traceparent ?? given,
    message.targetHandler ?? null,
  ]);
  span?.end();
  return row;
}

type OutgoingMessage = {
  definition: MessageDefinition;
  subject: string;
  data: unknown;
  traceparent: string | null;
  targetHandler: string;
};

const manyMessages = defineStatement({
  name: "publish_all",
  text: `with message as (
      select m.id, m.source, m.type, m.version, m.subject, m.data::jsonb as data, m.traceparent, m.target_handler
      from unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[])
        with ordinality as m (id, source, type, version, subject, data, traceparent, target_handler, place)
      order by m.place
    )
    ${publishFrom("message")}`,
  row: published,
});

/**
 * Publishes messages that are addressed to one handler each, in one statement: the replay of one dead letter or of a chunk.
 * Their data is parsed already. Returns their IDs in the given order; their `seq` follows it.
 */
export async function publishAll(tx: Queryable, messages: readonly OutgoingMessage[]): Promise<string[]> {
  const spans = messages.map(({ definition, traceparent }) => {
    const id = newId();
    return { id, span: tracePublish({ id, type: definition.type, traceparent }) };
  });
  const ids = spans.map(({ id }) => id);
  await manyMessages.run(tx, [
    ids,
    messages.map(({ definition }) => definition.source),
    messages.map(({ definition }) => definition.type),
    messages.map(({ definition }) => definition.version),
    messages.map(({ subject }) => subject),
    messages.map(({ data }) => JSON.stringify(data)),
    messages.map(({ traceparent }, index) => spans[index]?.span?.traceparent ?? traceparent),
    messages.map(({ targetHandler }) => targetHandler),
  ]);
  for (const { span } of spans) span?.end();
  return ids;
}
