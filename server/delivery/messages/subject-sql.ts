import { definitionNamed } from "#server/delivery/messages/read-subject.ts";
import { subjectDefinitions } from "#server/delivery/messages/registry.ts";

const subjectOf = (kind: string, id: string): string => `'${kind}/' || ${id}::uuid::text`;

/** SQL: the subjects that an ID may mean, of all kinds, as an array. `id` is a placeholder. */
export const subjectsOfId = (id: string): string =>
  `array[${subjectDefinitions()
    .map(({ kind }) => subjectOf(kind, id))
    .join(", ")}]::text[]`;

/** SQL: the subject of an ID, by the noun of its kind; null where no module declares it. `id` is a placeholder. */
export function subjectOfId(noun: string, id: string): string {
  const definition = definitionNamed(noun);
  return definition ? subjectOf(definition.kind, id) : `nullif(${id}::uuid::text, ${id}::uuid::text)`;
}
