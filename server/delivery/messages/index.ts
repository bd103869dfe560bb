import type { MessageDefinition } from "#server/delivery/messages/define-message.ts";
import { accountInvited } from "#server/identity/messages/account-invited.ts";
import { passwordResetRequested } from "#server/identity/messages/password-reset-requested.ts";
import { orderCancelled } from "#server/shop/messages/order-cancelled.ts";
import { orderCreated } from "#server/shop/messages/order-created.ts";
import { orderShipped } from "#server/shop/messages/order-shipped.ts";

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
