import type { HandlerDefinition } from "#server/delivery/handlers/define-handler.ts";
import { PermanentError } from "#server/delivery/handlers/outcomes.ts";
import type { BeforeLastByte, Ports, Receipt } from "#server/delivery/handlers/ports.ts";
import { parseMessageData } from "#server/delivery/messages/parse-message-data.ts";
import { messageOfType } from "#server/delivery/messages/registry.ts";
import { upgradeData } from "#server/delivery/messages/upgrade-data.ts";

/**
 * Runs one handler on one stored message: upgrades its data to the current version and parses it by the schema of its type
 * first. Throws the handler's error, or PermanentError `payload_invalid` or `unknown_type`.
 */
export async function runHandler(
  handler: HandlerDefinition,
  input: {
    message: { id: string; type: string; version: number; subject: string; data: unknown; occurredAt: Date };
    idempotencyKey: string;
    attempt: number;
    signal: AbortSignal;
    beforeLastByte?: BeforeLastByte | undefined;
  },
  ports: Ports,
): Promise<Receipt> {
  const definition = messageOfType(input.message.type);
  if (!definition || !handler.on.some(({ type }) => type === definition.type)) {
    throw new PermanentError("unknown_type", `${handler.id} does not know messages of type ${input.message.type}.`);
  }
  const data = upgradeData(definition, input.message.version, input.message.data);
  const parsed = parseMessageData(definition, data);
  if (!parsed.success) {
    const faults = parsed.errors.map(({ pointer, detail }) => `${pointer || "the payload"} ${detail}`);
    throw new PermanentError("payload_invalid", `The payload does not fit ${definition.type}: ${faults.join("; ")}.`);
  }
  return handler.run({ ...input, message: { ...input.message, data: parsed.data } }, ports);
}
