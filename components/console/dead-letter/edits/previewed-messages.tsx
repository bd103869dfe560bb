"use client";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { SandboxedFrame } from "#components/ui/sandboxed-frame.tsx";
import type { PreviewDto } from "#server/contracts/triage/editing.ts";

/** Mails and webhooks that a handler would send, rendered. */
export const PreviewedMessages = ({ mails, webhooks }: Pick<PreviewDto, "mails" | "webhooks">) => (
  <>
    {mails.map((mail) => (
      <Mail key={mail.headers} mail={mail} />
    ))}
    {webhooks.map(({ body }) => (
      <CodeBlock key={JSON.stringify(body)} wrap label="Webhook body" className="max-h-[360px]">
        {JSON.stringify(body, null, 2)}
      </CodeBlock>
    ))}
  </>
);

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
