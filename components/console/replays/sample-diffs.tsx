import Link from "next/link";
import { DiffLine } from "#components/console/payload/payload-diff.tsx";
import { formatCount } from "#components/format/format-count.ts";
import { shortSubject } from "#components/format/subject-labels.ts";
import type { SampleDiffDto } from "#server/contracts/triage/replay-batch.ts";

/** Shown at once; the others are one click away. */
const firstShown = 2;

/** Changed fields of a sample of messages, those that differ most first. */
export function SampleDiffs({ samples, total }: { samples: readonly SampleDiffDto[]; total: number }) {
  if (samples.length === 0) return null;
  const more = samples.slice(firstShown);
  return (
    <div className="grid gap-2 pt-1">
      <p className="text-xs text-fg-2">{`Changes of ${formatCount(samples.length)} of ${formatCount(total)} changed messages`}</p>
      <Diffs samples={samples.slice(0, firstShown)} />
      {more.length > 0 && (
        <details className="print:hidden">
          <summary className="w-fit cursor-pointer py-1 text-xs text-fg-2 max-desk:py-3.5">
            {`Show ${formatCount(more.length)} more`}
          </summary>
          <Diffs samples={more} />
        </details>
      )}
    </div>
  );
}

const Diffs = ({ samples }: { samples: readonly SampleDiffDto[] }) => (
  <ul className="grid gap-2">
    {samples.map(({ id, subject, patch, before }) => (
      <li key={id} className="grid gap-1">
        <Link href={`/ops/dead-letters/${id}`} className="link w-fit font-mono text-xs">
          {shortSubject(subject) ?? subject}
        </Link>
        <dl className="overflow-hidden rounded-control border border-line bg-sunken py-1 font-mono text-xs/5.5 wrap-anywhere">
          {patch.map(({ op, path, value }) => (
            <div key={`${op} ${path}`}>
              <dt className="sr-only">{path}</dt>
              {op !== "add" && <DiffLine kind="old" pointer={path} value={JSON.stringify(before[path] ?? null)} />}
              {op !== "remove" && <DiffLine kind="new" pointer={path} value={JSON.stringify(value)} />}
            </div>
          ))}
        </dl>
      </li>
    ))}
  </ul>
);
