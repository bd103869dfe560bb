import Link from "next/link";
import { DiffLine } from "#components/console/payload/payload-diff.tsx";
import { formatCount } from "#components/format/format-count.ts";
import { shortSubject } from "#components/format/subject-labels.ts";
import type { SampleDiffDto } from "#server/contracts/triage/replay-batch.ts";

/** Changed fields of a sample of messages, those that differ most first. */
export function SampleDiffs({ samples, total }: { samples: readonly SampleDiffDto[]; total: number }) {
  if (samples.length === 0) return null;
  return (
    <div className="grid gap-2 pt-1">
      <p className="text-xs text-fg-2">{`Changes of ${formatCount(samples.length)} of ${formatCount(total)} changed messages`}</p>
      <ul className="grid gap-2">
        {samples.map(({ id, subject, patch }) => (
          <li key={id} className="grid gap-1">
            <Link href={`/ops/dead-letters/${id}`} className="link w-fit font-mono text-xs">
              {shortSubject(subject) ?? subject}
            </Link>
            <dl className="overflow-hidden rounded-control border border-line bg-sunken py-1 font-mono text-xs/5.5 wrap-anywhere">
              {patch.map(({ op, path, value }) => (
                <div key={`${op} ${path}`}>
                  <dt className="sr-only">{path}</dt>
                  {op === "remove" ? (
                    <DiffLine kind="old" pointer={path} value="removed" />
                  ) : (
                    <DiffLine kind="new" pointer={path} value={JSON.stringify(value)} />
                  )}
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
    </div>
  );
}
