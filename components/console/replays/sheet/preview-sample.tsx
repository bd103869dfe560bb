"use client";
import { useState } from "react";
import { PreviewedMessages } from "#components/console/dead-letter/edits/previewed-messages.tsx";
import type { ReplayDraft } from "#components/console/replays/sheet/use-replay-draft.ts";
import { formatCount } from "#components/format/format-count.ts";
import { shortSubject } from "#components/format/subject-labels.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import type { ReplayPreviewDto } from "#server/contracts/triage/replay-batch.ts";

type PreviewSampleProps = { preview: ReplayDraft["preview"]; ready: number };

/** A sample through the real handler without sending: one message per distinct shape, each with its rendered mail. */
export function PreviewSample({ preview, ready }: PreviewSampleProps) {
  if (ready === 0) return null;
  if (preview.isError) return <FormError error={preview.error} />;
  if (!preview.data) {
    return (
      <p role="status" className="text-fg-2">
        Running the handler on a sample without sending…
      </p>
    );
  }
  const { checked, sends, items } = preview.data;
  const all = sends === checked;
  return (
    <section aria-labelledby="sample" className="grid gap-1">
      <h3 id="sample" className={`flex gap-2 font-semibold ${all ? "" : "text-dead"}`}>
        <StateMark name={all ? "delivered" : "dead"} className="mt-0.5" />
        <span role="status">{`${formatCount(sends)} of ${formatCount(checked)} would deliver`}</span>
      </h3>
      <p className="ps-6 text-xs text-fg-2">
        The real handler ran on a sample, one message per distinct shape. Nothing was sent.
      </p>
      <ul className="pt-1">
        {items.map((item) => (
          <Sample key={item.id} item={item} />
        ))}
      </ul>
    </section>
  );
}

function Sample({ item }: { item: ReplayPreviewDto["items"][number] }) {
  const { mails, webhooks, error } = item.preview;
  // A frame per mail costs more than the list: it is rendered when it is opened.
  const [open, setOpen] = useState(false);
  const sends = error === null;
  const what = mails[0] ? `E-mail to ${mails[0].to}` : webhooks.length > 0 ? "Webhook" : "Nothing to send";
  return (
    <li className="border-t border-line">
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="flex cursor-pointer items-start gap-2 py-2 max-desk:min-h-11">
          <StateMark
            name={sends ? "delivered" : "dead"}
            label={sends ? "Would deliver" : "Would fail"}
            className="mt-0.5"
          />
          <span className="min-w-0 grow wrap-anywhere">
            {sends ? what : error.label}
            <span className="block text-xs text-fg-2">
              <code>{shortSubject(item.subject) ?? item.subject}</code>
              {` · ${item.handler}`}
              {item.changed.length > 0 && ` · changes ${item.changed.join(", ")}`}
            </span>
          </span>
          <span className="flex-none text-xs text-fg-2">{`stands for ${formatCount(item.represents)}`}</span>
        </summary>
        {open && (
          <div className="grid gap-3 pb-3 ps-6">
            {error && (
              <div>
                <p className="font-mono text-xs/5 wrap-anywhere text-fg-2">{error.message}</p>
                {error.errors.map(({ pointer, detail }) => (
                  <p key={`${pointer} ${detail}`} className="text-xs wrap-anywhere">
                    <code className="font-semibold">{pointer || "the payload"}</code> {detail}
                  </p>
                ))}
              </div>
            )}
            <PreviewedMessages mails={mails} webhooks={webhooks} />
          </div>
        )}
      </details>
    </li>
  );
}
