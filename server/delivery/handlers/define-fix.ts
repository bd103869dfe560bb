import type * as z from "zod";
import type { FailureCode } from "#server/contracts/delivery/failure-code.ts";
import type { DataOf, MessageDefinition } from "#server/delivery/messages/define-message.ts";
import type { Tx } from "#server/platform/database/db.ts";

/** What is known beside the message when a fix is proposed. */
export type KnownFacts = { customer: { email: string } | null };

/** An input that a fix might be given, and in one sentence why. `rule` counts the same proposal for other messages. */
export type Proposal<Input> = { rule: string; reason: string; input: Input };

/** A correction beside the message's payload. */
export type Also = (tx: Tx) => Promise<void>;

/** A change that a handler knows how to make to a message that it could not deliver. */
export type Fix = {
  id: string;
  label: string;
  messageType: string;
  when: readonly FailureCode[];
  input: z.ZodObject;
  /** What the form starts with. */
  initial: (data: unknown) => Record<string, unknown>;
  /** Inputs to offer. Pure; nothing is applied by itself. */
  propose?: (data: unknown, known: KnownFacts) => Proposal<Record<string, unknown>>[];
  /** The corrected data. Pure. */
  apply: (data: unknown, input: unknown) => Record<string, unknown>;
  /**
   * What else is corrected, in the transaction of the replay, or null for nothing. It counts as a change of the recipient. By the
   * message's subject, because the payload can be edited.
   */
  also?: (subject: string, input: unknown) => Also | null;
};

/** Declares a fix for one message type. The message comes first: nested inference fails without it. */
export function fixFor<Definition extends MessageDefinition, Input extends z.ZodObject>(
  message: Definition,
  fix: {
    id: string;
    label: string;
    when: readonly FailureCode[];
    input: Input;
    initial: (data: Partial<DataOf<Definition>>) => z.input<Input>;
    propose?: (data: Partial<DataOf<Definition>>, known: KnownFacts) => Proposal<z.input<Input>>[];
    apply: (data: DataOf<Definition>, input: z.output<Input>) => DataOf<Definition>;
    also?: (subject: string, input: z.output<Input>) => Also | null;
  },
): Fix {
  // Callers parse `input` with the fix's schema and hand over the dead letter's data; see triage/apply-fix.ts.
  return { ...fix, messageType: message.type } as unknown as Fix;
}
