import { messages } from "#server/delivery/messages/registry.ts";

/** The message types that revoke this type. */
export const revokersOf = (type: string): string[] =>
  messages()
    .filter(({ revokes }) => revokes?.includes(type))
    .map((message) => message.type);
