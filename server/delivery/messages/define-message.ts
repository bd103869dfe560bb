import type * as z from "zod";

/** What a message of one type carries: its data's schema, its version, and an example that documents and tests it. */
export type MessageDefinition<Type extends string = string, Data extends z.ZodObject = z.ZodObject> = {
  type: Type;
  version: number;
  label: string;
  data: Data;
  /** What a message with this data is about. An edit may not make it a message about something else. */
  subject: (data: z.output<Data>) => string;
  example: z.output<Data>;
  /**
   * How data of version n becomes data of version n + 1, by n. Pure. Payloads outlive deploys: what is stored is never
   * rewritten, and worker, editor, preview and replay read it through this.
   */
  upgrades?: Readonly<Record<number, (data: Record<string, unknown>) => Record<string, unknown>>>;
  /** Types of earlier messages about the same subject that are not true any more after this one: a replay of one asks why. */
  revokes?: readonly string[];
  /** Its mail has a link that gives access to an account: demo identities may not replay or resend it. */
  givesAccess?: boolean;
};

/** Declares an event. It is one file in its module's `messages/` and one line in that folder's `index.ts`. */
export function defineMessage<const Type extends string, Data extends z.ZodObject>(
  definition: Omit<MessageDefinition<Type, Data>, "version"> & { version?: number },
): MessageDefinition<Type, Data> {
  return { version: 1, ...definition };
}

/** The data that a definition describes, after parsing. */
export type DataOf<Definition> = Definition extends MessageDefinition<string, infer Data> ? z.output<Data> : never;
