import type { LockedDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import type { HandlerDefinition } from "#server/delivery/handlers/define-handler.ts";
import { handlerOfId, handlersOn } from "#server/delivery/handlers/registry.ts";
import type { MessageDefinition } from "#server/delivery/messages/define-message.ts";
import { messageOfType } from "#server/delivery/messages/registry.ts";
import { unroutedHandler } from "#server/delivery/outbox/sql/park-messages.ts";
import { env } from "#server/platform/env/env.ts";
import { ConflictError } from "#server/platform/errors.ts";

const isOn = (handler: HandlerDefinition): boolean => handler.enabled?.(env()) ?? true;

/** The handler and the message definition of a replay. Throws 409 where this build has no handler for it, or it is disabled. */
export function findReplayTarget(dead: Pick<LockedDelivery, "messageType" | "handler">): {
  definition: MessageDefinition;
  handler: HandlerDefinition;
} {
  const definition = messageOfType(dead.messageType);
  // A build that did not know its type parked it: a replay goes to the current handler of that type.
  const handler =
    dead.handler === unroutedHandler ? handlersOn(dead.messageType).find(isOn) : handlerOfId(dead.handler);
  if (!definition || !handler) {
    throw new ConflictError(
      `This build has no handler ${dead.handler} for ${dead.messageType}. Deploy one that has, then replay.`,
    );
  }
  if (!isOn(handler)) {
    throw new ConflictError(`${handler.label} is disabled: a replay would wait forever. Enable it, then replay.`);
  }
  return { definition, handler };
}
