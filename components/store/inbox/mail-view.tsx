import Link from "next/link";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { SandboxedFrame } from "#components/ui/sandboxed-frame.tsx";
import { Time } from "#components/ui/time.tsx";
import type { MailDto } from "#server/contracts/delivery/inbox.ts";

export const mailParts = ["mail", "text", "headers", "raw"] as const;
export type MailPart = (typeof mailParts)[number];
const labels: Record<MailPart, string> = { mail: "E-mail", text: "Text", headers: "Headers", raw: "Raw" };

/** One received e-mail. Its HTML is rendered in a sandbox without scripts, forms or links. */
export function MailView({ mail, part }: { mail: MailDto; part: MailPart }) {
  return (
    <>
      <p className="pt-6">
        <Link href="/inbox" className="link inline-flex min-h-11 items-center text-md">
          All e-mails
        </Link>
      </p>
      <h1 className="pb-3 text-[1.75rem]/9 font-semibold tracking-[-0.02em] wrap-anywhere">{mail.subject}</h1>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-md wrap-anywhere *:odd:text-fg-3">
        <dt>From</dt>
        <dd>{mail.sender}</dd>
        <dt>To</dt>
        <dd>{mail.recipient}</dd>
        <dt>Received</dt>
        <dd>
          <Time at={mail.receivedAt} format="full" />
        </dd>
        <dt>Message-ID</dt>
        <dd className="font-mono text-sm leading-6">{mail.messageId ?? "none"}</dd>
      </dl>
      <nav aria-label="Parts of the e-mail" className="mt-4 flex gap-6 border-b border-line">
        {mailParts.map((name) => (
          <Link
            key={name}
            href={name === "mail" ? `/inbox/${mail.id}` : `/inbox/${mail.id}?part=${name}`}
            aria-current={name === part ? "page" : undefined}
            scroll={false}
            className="inline-flex min-h-11 items-center text-md text-fg-2 hover:text-fg aria-[current]:font-name aria-[current]:text-fg aria-[current]:shadow-[inset_0_-2px_0_var(--fg)]"
          >
            {labels[name]}
          </Link>
        ))}
      </nav>
      <div className="pt-4">
        <Part mail={mail} part={part} />
      </div>
    </>
  );
}

function Part({ mail, part }: { mail: MailDto; part: MailPart }) {
  switch (part) {
    case "mail":
      if (mail.html === null) return <p className="text-fg-2">This e-mail has no HTML part. See Text.</p>;
      return <SandboxedFrame title={`E-mail: ${mail.subject}`} html={mail.html} className="h-[640px]" />;
    case "text":
      return (
        <CodeBlock wrap label="Text part" className="max-h-[640px]">
          {mail.text ?? "This e-mail has no text part."}
        </CodeBlock>
      );
    case "headers":
      return (
        <CodeBlock wrap label="Headers" className="max-h-[640px]">
          {mail.headers.map(({ name, value }) => `${name}: ${value}`).join("\n")}
        </CodeBlock>
      );
    case "raw":
      return (
        <CodeBlock wrap label="Raw message" className="max-h-[640px]">
          {mail.raw}
        </CodeBlock>
      );
    default:
      return part satisfies never;
  }
}
