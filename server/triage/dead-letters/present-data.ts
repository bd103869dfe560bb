import { messageOfType } from "#server/delivery/messages/registry.ts";
import { upgradeData } from "#server/delivery/messages/upgrade-data.ts";
import type { Json } from "#server/delivery/privacy/mask-payload.ts";

type Stored = { messageType: string; messageVersion: number; data: unknown };

/** A stored payload as the present version of its message has it; of a type that this build does not know, as it is. */
export function presentData({ messageType, messageVersion, data }: Stored): Json {
  const definition = messageOfType(messageType);
  // jsonb holds JSON and nothing else, and an upgrade makes JSON of JSON.
  return (definition ? upgradeData(definition, messageVersion, data) : data) as Json;
}
