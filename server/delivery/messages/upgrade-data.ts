import type { MessageDefinition } from "#server/delivery/messages/define-message.ts";

/**
 * Upgrades stored data of an older version, one version after the other. Data of the current or a newer version, and of a
 * version without an upgrade, is returned unchanged and left to its schema.
 */
export function upgradeData(definition: MessageDefinition, version: number, data: unknown): unknown {
  let upgraded = data;
  for (let from = version; from < definition.version; from += 1) {
    const upgrade = definition.upgrades?.[from];
    if (!upgrade || typeof upgraded !== "object" || upgraded === null || Array.isArray(upgraded)) return upgraded;
    upgraded = upgrade({ ...upgraded });
  }
  return upgraded;
}
