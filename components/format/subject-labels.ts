import { definitionNamed, readSubject } from "#server/modules.messages.ts";

/** The ID of a subject in its short form: `8F2KD0A4`. Null for a kind that no module declares. */
export const shortSubject = (subject: string): string | null => traceOf(subject)?.short ?? null;

/** The noun of a subject: `subject` for a kind that no module declares. */
export const subjectNoun = (subject: string): string => traceOf(subject)?.noun ?? "subject";

/** Noun, short ID and pages of a subject. Null for a kind that no module declares. */
export function traceOf(subject: string) {
  const read = readSubject(subject);
  if (!read) return null;
  const { noun, shorten, traceHref, page } = read.definition;
  return {
    ...{ noun: noun.one, short: shorten(read.id), href: traceHref(read.id) },
    page: { label: page.label, href: page.href(read.id) },
  };
}

/** Name and page of an audit entry's target, where a module declares its kind. */
export function namedTarget({ kind, id }: { kind: string; id: string }): { name: string; href: string } | null {
  const definition = definitionNamed(kind);
  return definition ? { name: `${kind} ${definition.shorten(id)}`, href: definition.traceHref(id) } : null;
}
