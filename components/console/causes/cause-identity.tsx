import { Section } from "#components/console/shell/section.tsx";
import type { CauseDto } from "#server/contracts/triage/cause.ts";

/** Fields of the fingerprint: handler, code, error class, message and first own stack frame. */
export function CauseIdentity({ cause }: { cause: CauseDto }) {
  const newest = cause.builds.at(-1);
  const facts: [name: string, value: string | null][] = [
    ["Handler", cause.handler],
    ["Error", cause.errorClass],
    ["Raised in", cause.frame],
    ["Builds", cause.builds.length > 1 ? `${newest}, first seen under ${cause.builds[0]}` : (newest ?? null)],
    ["Fingerprint", cause.fingerprint],
  ];
  return (
    <Section title="Fingerprint">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
        {facts.map(
          ([name, value]) =>
            value !== null && (
              <div key={name} className="contents">
                <dt className="text-fg-3">{name}</dt>
                <dd className="font-mono text-xs/5 wrap-anywhere">{value}</dd>
              </div>
            ),
        )}
      </dl>
    </Section>
  );
}
