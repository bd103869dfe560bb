import type { MessageDefinition } from "#server/delivery/messages/define-message.ts";
import type { PageLink, SamplePages, SubjectDefinition } from "#server/delivery/messages/define-subject.ts";

/** The part of a module that the browser loads too: pure. */
export type ModuleMessages = {
  messages: readonly MessageDefinition[];
  /** The kinds of rows that its messages are about, where screens have a name and a page for them. */
  subjects?: readonly SubjectDefinition[];
  /** For empty lists of the console. */
  samples?: SamplePages;
  /** The pages that show what a handler has sent, by the ID of the handler. */
  sentPages?: Readonly<Record<string, PageLink>>;
};

type Registered = { byType: ReadonlyMap<string, MessageDefinition>; modules: readonly ModuleMessages[] };
let registered: Registered | undefined;

/** Sets the messages of this process. server/modules.ts and, in the browser, server/modules.messages.ts call it once. */
export function registerMessages(modules: readonly ModuleMessages[]): void {
  const all = modules.flatMap(({ messages }) => messages);
  const byType = new Map(all.map((message) => [message.type, message]));
  if (byType.size < all.length) throw new Error("two messages have the same type");
  const kinds = modules.flatMap(({ subjects }) => subjects ?? []).map(({ kind }) => kind);
  // Kinds are part of SQL texts.
  if (kinds.some((kind) => !/^[a-z][a-z-]*$/.test(kind))) throw new Error("a kind of subject is not a plain word");
  registered = { byType, modules };
}

function known(): Registered {
  if (!registered) throw new Error("no messages are registered: import server/modules.ts first");
  return registered;
}

/** Every message that exists. */
export const messages = (): readonly MessageDefinition[] => [...known().byType.values()];

/** The definition of a type, or undefined for one that this build does not know. */
export const messageOfType = (type: string): MessageDefinition | undefined => known().byType.get(type);

/** Every kind of subject that the modules declare. */
export const subjectDefinitions = (): readonly SubjectDefinition[] =>
  known().modules.flatMap(({ subjects }) => subjects ?? []);

/** The sample pages of the first module that has some, or undefined. */
export const samplePages = (): SamplePages | undefined =>
  known().modules.find(({ samples }) => samples !== undefined)?.samples;

/** The page that shows what a handler has sent, or undefined. */
export const sentPageOf = (handler: string): PageLink | undefined =>
  known().modules.find(({ sentPages }) => sentPages?.[handler])?.sentPages?.[handler];
