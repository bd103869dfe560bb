import type { MessageDefinition } from "#server/delivery/messages/define-message.ts";

/**
 * Stored data of an older version as the present version has it: each version's upgrade after the other. Data of the
 * present version, of a newer one, and of a version without an upgrade is returned as it is: its schema judges it.
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
