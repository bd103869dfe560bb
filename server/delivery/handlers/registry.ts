import type { HandlerDefinition } from "#server/delivery/handlers/define-handler.ts";
import type { ModulePorts, PortsWorld, PreviewWorld, WebhookReceiver } from "#server/delivery/handlers/ports.ts";
import { type ModuleMessages, registerMessages } from "#server/delivery/messages/registry.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import type { Env } from "#server/platform/env/env.ts";

/** The parts that an application adds to the engine. server/modules.ts lists the modules of this build. */
export type EngineModule = ModuleMessages & {
  handlers: readonly HandlerDefinition[];
  /** Its receivers of webhooks by name; null for one that is not set. */
  receivers?: (env: Env) => Readonly<Record<string, WebhookReceiver | null>>;
  /** The ports of its handlers beside mails and webhooks. */
  ports?: (world: PortsWorld) => Partial<ModulePorts>;
  /** The same for a preview: reads only, inside the preview's transaction, and creates no secret. */
  previewPorts?: (world: PreviewWorld) => Partial<ModulePorts>;
  /** Values of its own rows about a subject, by field name. They may replace an invalid immutable value of a payload. */
  readFacts?: (queryable: Queryable, subject: string) => Promise<Record<string, unknown> | null>;
  /** The subjects that a search means: by an ID or its first eight digits, or by the present address of a person. */
  findSubjects?: (by: { id: string } | { address: string }) => Promise<readonly string[]>;
  /** Ids of its own rows, at most `most`, whose message was not published with them. */
  findUnpublished?: (queryable: Queryable, most: number) => Promise<string[]>;
};

let registered: { modules: readonly EngineModule[]; byId: ReadonlyMap<string, HandlerDefinition> } | undefined;

/** Sets the modules of this process. server/modules.ts calls it when it is imported; later calls replace the list. */
export function registerModules(modules: readonly EngineModule[]): void {
  registerMessages(modules);
  const all = modules.flatMap((module) => module.handlers);
  const byId = new Map(all.map((handler) => [handler.id, handler]));
  if (byId.size < all.length) throw new Error("two handlers have the same id");
  registered = { modules, byId };
}

function known() {
  if (!registered) throw new Error("no modules are registered: import server/modules.ts first");
  return registered;
}

export const registeredModules = (): readonly EngineModule[] => known().modules;

/** Every handler that exists. */
export const handlers = (): readonly HandlerDefinition[] => [...known().byId.values()];

/** The handler of an id, or undefined for one that this build does not know. */
export const handlerOfId = (id: string): HandlerDefinition | undefined => known().byId.get(id);

/** Label and noun of a handler, also of one that this build does not know. */
export function namesOfHandler(id: string): Pick<HandlerDefinition, "label" | "noun"> {
  return handlerOfId(id) ?? { label: id, noun: { one: `delivery of ${id}`, many: `deliveries of ${id}` } };
}

/** The handlers that listen to a type, whether they are on or off. */
export const handlersOn = (type: string): readonly HandlerDefinition[] =>
  handlers().filter((handler) => handler.on.some((message) => message.type === type));
