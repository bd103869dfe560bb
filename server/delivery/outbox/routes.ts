import type { HandlerDefinition } from "#server/delivery/handlers/define-handler.ts";
import type { Env } from "#server/platform/env/env.ts";

/** A handler of a message type, as the relay's statement takes it. */
export type Route = { type: string; handler: string; ordered: boolean; holds: boolean };

/** The routes of all handlers that are enabled. */
export function routesOf(handlers: readonly HandlerDefinition[], env: Env): Route[] {
  return handlers
    .filter((handler) => handler.enabled?.(env) ?? true)
    .flatMap((handler) =>
      handler.on.map(({ type }) => ({
        type,
        handler: handler.id,
        ordered: handler.ordered,
        holds: handler.ordered && handler.onDeath === "hold",
      })),
    );
}
