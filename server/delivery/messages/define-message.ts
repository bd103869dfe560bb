import type * as z from "zod";

/** A message type: the schema of its data, its version, and an example that documents and tests it. */
export type MessageDefinition<Type extends string = string, Data extends z.ZodObject = z.ZodObject> = {
  type: Type;
  /** The CloudEvents source: the application that publishes it. */
  source: string;
  version: number;
  label: string;
  data: Data;
  /** The subject of a message with this data. An edit may not change it. */
  subject: (data: z.output<Data>) => string;
  example: z.output<Data>;
  /** Upgrades data of version n to n + 1, by n. Pure. Stored data is never rewritten, and upgraded at every read. */
  upgrades?: Readonly<Record<number, (data: Record<string, unknown>) => Record<string, unknown>>>;
  /** Types of earlier messages about the same subject that this one revokes: their replay needs a reason. */
  revokes?: readonly string[];
  /** Its mail contains a link that gives access to an account: demo identities may not replay or resend it. */
  givesAccess?: boolean;
};

/** Declares an event. It is one file in its module's `messages/` and one line in that folder's `index.ts`. */
export function defineMessage<const Type extends string, Data extends z.ZodObject>(
  definition: Omit<MessageDefinition<Type, Data>, "version"> & { version?: number },
): MessageDefinition<Type, Data> {
  return { version: 1, ...definition };
}

/** The parsed data of a definition. */
export type DataOf<Definition> = Definition extends MessageDefinition<string, infer Data> ? z.output<Data> : never;
