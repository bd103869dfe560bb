"use client";
import { problemOf } from "#components/api/request-json.ts";
import type { Edits } from "#components/console/dead-letter/edits/use-edits.ts";
import { payloadChanges } from "#components/console/payload/payload-change.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import { Button } from "#components/ui/button.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import type { EditDto } from "#server/contracts/triage/editing.ts";

/** Conflict of two edits: both versions side by side, and the choice between them. */
export function StaleEdit({ edits, onTheirs }: { edits: Edits; onTheirs: (edit: EditDto) => void }) {
  const { stale } = edits;
  if (!stale) return null;
  const { newest, yours } = stale;
  const changes = newest ? payloadChanges(newest.payload, yours.payload) : [];
  return (
    <div role="alert" className="grid gap-3 rounded-panel border border-line-input p-4">
      <p className="flex items-center gap-2 font-semibold">
        <StateMark name="replaying" />
        {problemOf(edits.save.error).title}
      </p>
      <p className="text-pretty text-fg-2">{`${problemOf(edits.save.error).detail} Your draft is kept.`}</p>
      <div className="grid gap-3 desk:grid-cols-2">
        <Side
          title={newest ? `Edit ${newest.number}, by ${newest.author}` : "Theirs"}
          payload={newest?.payload ?? null}
        />
        <Side title="Yours" payload={yours.payload} />
      </div>
      {changes.length > 0 && (
        <p className="text-xs text-fg-2">{`Differences: ${changes.map(({ pointer }) => pointer).join(", ")}`}</p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" onClick={edits.rebase}>
          Keep mine
        </Button>
        {newest && <Button onClick={() => onTheirs(newest)}>Use theirs</Button>}
      </div>
    </div>
  );
}

const Side = ({ title, payload }: { title: string; payload: unknown }) => (
  <div className="grid min-w-0 gap-1">
    <h4 className="font-medium">{title}</h4>
    <CodeBlock label={title} wrap className="max-h-[320px] font-mono text-xs/5">
      {JSON.stringify(payload, null, 2)}
    </CodeBlock>
  </div>
);
