import { accountInvited } from "#server/messages/account-invited.ts";
import type { MessageDefinition } from "#server/messages/define-message.ts";
import { orderCancelled } from "#server/messages/order-cancelled.ts";
import { orderCreated } from "#server/messages/order-created.ts";
import { orderShipped } from "#server/messages/order-shipped.ts";
import { passwordResetRequested } from "#server/messages/password-reset-requested.ts";

/** Every message that exists. A file of this folder that is missing here fails server/architecture.test.ts. */
export const messages = [
  orderCreated,
  orderShipped,
  orderCancelled,
  accountInvited,
  passwordResetRequested,
] as const satisfies readonly MessageDefinition[];

const byType: ReadonlyMap<string, MessageDefinition> = new Map(messages.map((message) => [message.type, message]));

/** The definition of a type, or undefined for one that this build does not know. */
export const messageOfType = (type: string): MessageDefinition | undefined => byType.get(type);
