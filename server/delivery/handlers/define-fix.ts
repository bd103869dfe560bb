import type * as z from "zod";
import type { FailureCode } from "#server/contracts/delivery/failure-code.ts";
import type { DataOf, MessageDefinition } from "#server/delivery/messages/define-message.ts";
import type { Queryable, Tx } from "#server/platform/database/db.ts";

/** Reads what a fix may propose from, for all these payloads at once. */
export type ReadKnown<Known> = (
  queryable: Queryable,
  payloads: readonly unknown[],
) => Promise<(payload: unknown) => Known>;

/** A possible input of a fix, and the reason in one sentence. `rule` counts equal proposals of other messages. */
export type Proposal<Input> = { rule: string; reason: string; input: Input };

/** A correction outside the payload, in the transaction of the replay. */
export type Also = {
  apply: (tx: Tx) => Promise<void>;
  /** Its fields of the audit entry, beside the changed ones of the payload. */
  audited: Record<string, boolean | string>;
};

/** A correction that a handler offers for a message that it could not deliver. */
export type Fix = {
  id: string;
  label: string;
  messageType: string;
  when: readonly FailureCode[];
  input: z.ZodObject;
  /** The initial values of the form. */
  initial: (data: unknown) => Record<string, unknown>;
  readKnown?: ReadKnown<unknown>;
  /** Proposed inputs. Pure; nothing is applied automatically. `known` is what `readKnown` read, or undefined. */
  propose?: (data: unknown, known: unknown) => Proposal<Record<string, unknown>>[];
  /** The corrected data. Pure. */
  apply: (data: unknown, input: unknown) => Record<string, unknown>;
  /**
   * A further correction, or null. It counts as a change of the recipient. It gets the
   * subject of the message, because the payload can be edited.
   */
  also?: (subject: string, input: unknown) => Also | null;
};

/** Declares a fix for one message type. The message comes first: nested inference fails without it. */
export function fixFor<Definition extends MessageDefinition, Input extends z.ZodObject, Known = undefined>(
  message: Definition,
  fix: {
    id: string;
    label: string;
    when: readonly FailureCode[];
    input: Input;
    initial: (data: Partial<DataOf<Definition>>) => z.input<Input>;
    readKnown?: ReadKnown<Known>;
    propose?: (data: Partial<DataOf<Definition>>, known: Known) => Proposal<z.input<Input>>[];
    apply: (data: DataOf<Definition>, input: z.output<Input>) => DataOf<Definition>;
    also?: (subject: string, input: z.output<Input>) => Also | null;
  },
): Fix {
  // Callers parse `input` with the schema of the fix, and pass the data of the dead letter.
  return { ...fix, messageType: message.type } as unknown as Fix;
}
