import Link from "next/link";
import { causeTitle } from "#components/console/causes/cause-labels.ts";
import { Section } from "#components/console/shell/section.tsx";
import { formatCounted } from "#components/format/format-count.ts";
import { Chip } from "#components/ui/chip.tsx";
import type { ReplayBatchDto } from "#server/contracts/triage/replay-batch.ts";

/** Causes of the messages that failed again, new ones marked. Renders nothing without failures. */
export function FailureCauses({ causes }: { causes: ReplayBatchDto["failureCauses"] }) {
  if (causes.length === 0) return null;
  return (
    <Section title="Causes of the failures">
      <ul>
        {causes.map(({ cause, title, count, isNew }) => (
          <li key={cause ?? title} className="flex flex-wrap items-center gap-x-2 border-t border-line py-2">
            {cause ? (
              <Link href={`/ops/causes/${cause}`} className="link min-w-0 wrap-anywhere">
                {causeTitle({ title })}
              </Link>
            ) : (
              <span className="min-w-0 wrap-anywhere">{title}</span>
            )}
            {isNew && <Chip tone="ink">New</Chip>}
            <span className="ms-auto text-fg-2">{formatCounted(count, "message")}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
