"use client";
import { useState } from "react";
import { problemOf } from "#components/api/request-json.ts";
import type { Preview } from "#components/console/dead-letter/edits/use-preview.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import { Button } from "#components/ui/button.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { ProblemNote } from "#components/ui/problem-note.tsx";
import { SandboxedFrame } from "#components/ui/sandboxed-frame.tsx";
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
      {mails.map((mail) => (
        <Mail key={mail.headers} mail={mail} />
      ))}
      {webhooks.map(({ body }) => (
        <CodeBlock key={JSON.stringify(body)} wrap label="Webhook body" className="max-h-[360px]">
          {JSON.stringify(body, null, 2)}
        </CodeBlock>
      ))}
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

const parts = { mail: "E-mail", text: "Text", headers: "Headers" } as const;
type Part = keyof typeof parts;

function Mail({ mail }: { mail: PreviewDto["mails"][number] }) {
  const [part, setPart] = useState<Part>("mail");
  return (
    <div className="grid gap-2">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 wrap-anywhere *:odd:text-fg-3">
        <dt>From</dt>
        <dd>{mail.from}</dd>
        <dt>To</dt>
        <dd>{mail.to}</dd>
        <dt>Subject</dt>
        <dd className="font-medium">{mail.subject}</dd>
      </dl>
      <fieldset aria-label="Parts of the e-mail" className="flex gap-1">
        {Object.entries(parts).map(([name, word]) => (
          <Button
            key={name}
            size="s"
            variant={part === name ? "default" : "quiet"}
            aria-pressed={part === name}
            onClick={() => setPart(name as Part)}
          >
            {word}
          </Button>
        ))}
      </fieldset>
      {part === "mail" ? (
        <SandboxedFrame title={`Preview of the e-mail: ${mail.subject}`} html={mail.html} className="h-[420px]" />
      ) : (
        <CodeBlock wrap label={parts[part]} className="max-h-[420px]">
          {mail[part]}
        </CodeBlock>
      )}
    </div>
  );
}
