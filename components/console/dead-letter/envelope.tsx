import { Lock, TriangleAlert } from "lucide-react";
import { OpenTrace } from "#components/console/delivery/open-trace.tsx";
import type { DeadLetterDto } from "#server/contracts/triage/dead-letter.ts";
import { messageOfType } from "#server/modules.messages.ts";

/** Envelope fields, which cannot be edited. */
export function Envelope({ envelope }: Pick<DeadLetterDto, "envelope">) {
  const fields = [
    ["id", envelope.id],
    ["type", `${envelope.type} v${envelope.version}${readAs(envelope)}`],
    ["subject", envelope.subject],
    ["source", envelope.source],
    ["time", envelope.time],
    ...(envelope.trace === null ? [] : [["trace", envelope.trace.id]]),
  ];
  return (
    <dl aria-label="Locked fields" className="pb-2">
      {fields.map(([name, value]) => (
        <div key={name} className="grid min-h-6 grid-cols-[14px_3.25rem_minmax(0,1fr)] items-center gap-x-2">
          {name === "subject" ? (
            <TriangleAlert size={14} strokeWidth={1.4} aria-hidden="true" className="flex-none text-retrying" />
          ) : (
            <Lock size={14} strokeWidth={1.4} aria-hidden="true" className="flex-none text-fg-3" />
          )}
          <dt className="text-fg-3">{name}</dt>
          <dd className="min-w-0 truncate font-mono text-[0.923em]" title={value}>
            {name === "trace" && envelope.trace ? <OpenTrace trace={envelope.trace} /> : value}
          </dd>
          {name === "subject" && (
            <dd className="col-start-3 text-xs text-fg-2 max-desk:hidden">the payload must keep this subject</dd>
          )}
        </div>
      ))}
    </dl>
  );
}

/** Payloads of older versions are shown, edited and replayed in the current version. */
function readAs({ type, version }: DeadLetterDto["envelope"]): string {
  const present = messageOfType(type)?.version ?? version;
  return present > version ? `, read as v${present}` : "";
}
