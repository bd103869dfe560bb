import { Lock, TriangleAlert } from "lucide-react";
import { OpenTrace } from "#components/traces/open-trace.tsx";
import type { DeadLetterDto } from "#server/contracts/triage/dead-letter.ts";
import { messageOfType } from "#server/modules.messages.ts";

/** The fields that make a message the message that it is: a replay keeps them or gets its own, a hand never edits them. */
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
            <dd className="col-start-3 text-xs text-fg-2 max-desk:hidden">the payload must stay about it</dd>
          )}
        </div>
      ))}
    </dl>
  );
}

/** A payload of an older version is shown, edited and replayed as the present one has it. */
function readAs({ type, version }: DeadLetterDto["envelope"]): string {
  const present = messageOfType(type)?.version ?? version;
  return present > version ? `, read as v${present}` : "";
}
