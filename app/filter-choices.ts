import type { FilterChoices } from "#server/contracts/triage/filter-field.ts";
import { handlers } from "#server/delivery/handlers/registry.ts";
import { messages } from "#server/delivery/messages/registry.ts";

/** The handlers and message types of this build, as options of a filter. */
export const filterChoices = (): FilterChoices => ({
  handlers: handlers().map(({ id, label }) => ({ id, label })),
  types: messages().map(({ type }) => ({ id: type, label: type })),
});
