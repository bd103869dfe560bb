import type { SubjectDefinition } from "#server/delivery/messages/define-subject.ts";
import { subjectDefinitions } from "#server/delivery/messages/registry.ts";

const subjectForm = /^([^/]+)\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** The declared kind and the ID of a subject; null for a kind that no module declares. */
export function readSubject(subject: string): { definition: SubjectDefinition; id: string } | null {
  const [, kind, id] = subjectForm.exec(subject) ?? [];
  const definition = subjectDefinitions().find((one) => one.kind === kind);
  return definition && id !== undefined ? { definition, id } : null;
}

/** The kind with this noun, or undefined. */
export const definitionNamed = (noun: string): SubjectDefinition | undefined =>
  subjectDefinitions().find((one) => one.noun.one === noun);

/** The ID of a subject whose kind has this noun; null for another one. */
function idNamed(noun: string, subject: string): string | null {
  const read = readSubject(subject);
  return read?.definition.noun.one === noun ? read.id : null;
}

/** The fields of the API that name a subject's ID by its noun. */
export const toSubjectFields = (subject: string | null) => ({
  orderId: subject === null ? null : idNamed("order", subject),
});
