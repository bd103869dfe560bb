import { messageOfType } from "#server/delivery/messages/registry.ts";
import { upgradeData } from "#server/delivery/messages/upgrade-data.ts";
import type { Json } from "#server/delivery/privacy/mask-payload.ts";

type Stored = { messageType: string; messageVersion: number; data: unknown };

/** Upgrades a stored payload to the current version of its message. A payload of an unknown type is returned as it is. */
export function upgradePayload({ messageType, messageVersion, data }: Stored): Json {
  const definition = messageOfType(messageType);
  // jsonb contains JSON, and an upgrade makes JSON of JSON.
  return (definition ? upgradeData(definition, messageVersion, data) : data) as Json;
}
