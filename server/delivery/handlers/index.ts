import type { HandlerDefinition } from "#server/delivery/handlers/define-handler.ts";
import { sendAccountMails } from "#server/identity/handlers/send-account-mails.ts";
import { notifyWarehouse } from "#server/shop/handlers/notify-warehouse.ts";
import { sendOrderNotifications } from "#server/shop/handlers/send-order-notifications.ts";

/** Every reaction that exists. A file of this folder that is missing here fails index.test.ts. */
export const handlers: readonly HandlerDefinition[] = [sendOrderNotifications, notifyWarehouse, sendAccountMails];

const byId: ReadonlyMap<string, HandlerDefinition> = new Map(handlers.map((handler) => [handler.id, handler]));

/** The handler of an id, or undefined for one that this build does not know. */
export const handlerOfId = (id: string): HandlerDefinition | undefined => byId.get(id);

/** The handlers that listen to a type, whether they are on or off. */
export const handlersOn = (type: string): readonly HandlerDefinition[] =>
  handlers.filter((handler) => handler.on.some((message) => message.type === type));
