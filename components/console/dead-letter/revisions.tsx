import Link from "next/link";
import { payloadChanges } from "#components/console/payload/payload-change.ts";
import { Section } from "#components/console/shell/section.tsx";
import { markOf } from "#components/marks/mark-names.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import { Time } from "#components/ui/time.tsx";
import type { DeadLetterDto, RevisionDto } from "#server/contracts/triage/dead-letter.ts";

/** All revisions, newest first, with changes, actor and result. */
export function Revisions({ letter }: { letter: DeadLetterDto }) {
  const newestFirst = letter.lineage.toReversed();
  return (
    <Section title="Revisions" note="nothing is overwritten" className="px-4 py-4 desk:px-6">
      <ol>
        {newestFirst.map((revision) => (
          <Revision key={revision.id} revision={revision} letter={letter} />
        ))}
      </ol>
    </Section>
  );
}

function Revision({ revision, letter }: { revision: RevisionDto; letter: DeadLetterDto }) {
  const { name, word } = markOf(revision.shown);
  const here = revision.id === letter.id;
  return (
    <li className="grid grid-cols-[44px_16px_minmax(0,1fr)] gap-2 py-1" aria-current={here ? "true" : undefined}>
      <b className="font-semibold">
        {here ? (
          `rev ${revision.revision}`
        ) : (
          <Link href={`/ops/dead-letters/${revision.id}`} className="link inline-flex items-center max-desk:min-h-11">
            {`rev ${revision.revision}`}
          </Link>
        )}
      </b>
      <StateMark name={name} size={14} className="mt-[3px]" />
      <div className="min-w-0">
        <span className="font-medium">{word}</span>
        <span>, {originOf(revision, letter)}</span> <Time at={revision.createdAt} format="day" className="text-fg-3" />
        <Changes revision={revision} letter={letter} />
      </div>
    </li>
  );
}

function originOf(revision: RevisionDto, letter: DeadLetterDto): string {
  if (revision.revision === 1) return "original";
  if (!revision.replay) return "manual replay";
  const { of, actor, reason } = revision.replay;
  const origin = letter.lineage.find(({ id }) => id === of);
  const why = reason === null ? "" : `: “${reason}”`;
  return `replay of rev ${origin?.revision ?? 1} by ${actor}${why}`;
}

function Changes({ revision, letter }: { revision: RevisionDto; letter: DeadLetterDto }) {
  const before = letter.lineage.findLast((known) => known.revision < revision.revision && known.state !== "withdrawn");
  if (!before || before.payloadPurgedAt || revision.payloadPurgedAt) return null;
  const changes = payloadChanges(before.payload, revision.payload);
  if (changes.length === 0) return <span className="text-fg-2">, unchanged</span>;
  return (
    <ul className="font-mono text-xs/5 wrap-anywhere text-fg-2">
      {changes.map((change) => (
        <li key={change.pointer}>
          {`${change.pointer.slice(1)}: ${change.before ?? "nothing"} → `}
          <span className="font-semibold text-replaying">{change.after ?? "removed"}</span>
        </li>
      ))}
    </ul>
  );
}
