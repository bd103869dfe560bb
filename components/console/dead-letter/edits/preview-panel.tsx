"use client";
import { problemOf } from "#components/api/request-json.ts";
import { PreviewedMessages } from "#components/console/dead-letter/edits/previewed-messages.tsx";
import type { Preview } from "#components/console/dead-letter/edits/use-preview.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import { Button } from "#components/ui/button.tsx";
import { ProblemNote } from "#components/ui/problem-note.tsx";
import type { PreviewDto } from "#server/contracts/triage/editing.ts";

/** Preview: what the handler would send, or its error. The handler runs with sending disabled. */
export function PreviewPanel({ preview }: { preview: Preview }) {
  if (preview.isPending) return <p className="py-3 text-fg-2">Running the handler without sending…</p>;
  if (preview.isError) {
    return (
      <div className="py-3">
        <ProblemNote problem={problemOf(preview.error)}>
          <Button onClick={() => preview.reset()}>Close</Button>
        </ProblemNote>
      </div>
    );
  }
  if (!preview.data) return null;
  const { mails, webhooks, masked, error } = preview.data;
  return (
    <section aria-label="Preview" ref={intoView} className="my-3 grid gap-3 rounded-panel border border-line p-3">
      <div className="flex items-start justify-between gap-2">
        <Status shown={preview.data} />
        <Button size="s" variant="quiet" onClick={() => preview.reset()}>
          Close
        </Button>
      </div>
      <PreviewedMessages mails={mails} webhooks={webhooks} />
      <p className="text-xs text-fg-2">
        {error?.errors.length
          ? "The handler does not run with an invalid payload. Nothing was sent."
          : "The handler ran with this payload. Nothing was sent, and the transaction was rolled back."}
        {masked && mails.length > 0 && " Names and addresses are masked until you reveal them."}
      </p>
    </section>
  );
}

/** The button may be below. jsdom cannot scroll. */
const intoView = (section: HTMLElement | null) => section?.scrollIntoView?.({ block: "nearest" });

function Status({ shown: { outcome, error, mails, webhooks } }: { shown: PreviewDto }) {
  if (error === null) {
    const count = mails.length + webhooks.length;
    const text = mails[0] ? `1 e-mail to ${mails[0].to}` : webhooks.length > 0 ? "1 webhook" : "nothing";
    return (
      <p role="status" className="flex gap-2 font-medium wrap-anywhere">
        <StateMark name="delivered" className="mt-0.5" />
        {`Would send ${count > 1 ? `${count} messages` : text}.`}
      </p>
    );
  }
  return (
    <div role="status" className="grid gap-1">
      <p className="flex gap-2 font-medium text-dead">
        <StateMark name="dead" className="mt-0.5" />
        {outcome === "dies" ? `This would fail again: ${error.label}.` : `This would be retried: ${error.label}.`}
      </p>
      <p className="font-mono text-xs/5 wrap-anywhere text-fg-2">{error.message}</p>
      {error.errors.map(({ pointer, detail }) => (
        <p key={`${pointer} ${detail}`} className="text-xs wrap-anywhere">
          <code className="font-semibold">{pointer || "the payload"}</code> {detail}
        </p>
      ))}
    </div>
  );
}
