import { messages } from "#server/delivery/messages/registry.ts";

/** The types of the messages after which one of this type is not true any more. */
export const revokersOf = (type: string): string[] =>
  messages()
    .filter(({ revokes }) => revokes?.includes(type))
    .map((message) => message.type);
