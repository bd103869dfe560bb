import type { MessageDefinition } from "#server/delivery/messages/define-message.ts";

let registered: ReadonlyMap<string, MessageDefinition> | undefined;

/** Sets the messages of this process. server/modules.ts and, in the browser, server/modules.messages.ts call it once. */
export function registerMessages(messages: readonly MessageDefinition[]): void {
  const byType = new Map(messages.map((message) => [message.type, message]));
  if (byType.size < messages.length) throw new Error("two messages have the same type");
  registered = byType;
}

function known(): ReadonlyMap<string, MessageDefinition> {
  if (!registered) throw new Error("no messages are registered: import server/modules.ts first");
  return registered;
}

/** Every message that exists. */
export const messages = (): readonly MessageDefinition[] => [...known().values()];

/** The definition of a type, or undefined for one that this build does not know. */
export const messageOfType = (type: string): MessageDefinition | undefined => known().get(type);
