"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { replayItemsQuery } from "#components/console/replays/replays-query.ts";
import type { ReplayDraft } from "#components/console/replays/sheet/use-replay-draft.ts";
import { formatCount, formatCounted } from "#components/format/format-count.ts";
import { shortSubject } from "#components/format/subject-labels.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import { ActionButton } from "#components/session/action-button.tsx";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import type { ReplayBatchDto, ReplayItemDto } from "#server/contracts/triage/replay-batch.ts";

type SkippedItemsProps = { batch: ReplayBatchDto; override: ReplayDraft["override"] };

/** Messages that a guard leaves out, because they were or may have been sent. Each can be included with a reason. */
export function SkippedItems({ batch, override }: SkippedItemsProps) {
  const { data } = useQuery(replayItemsQuery(batch.id, "alreadySent", null));
  const items = data?.items ?? [];
  return (
    <section aria-labelledby="skipped">
      <h3 id="skipped" className="flex gap-2 pb-1 font-semibold">
        <StateMark name="maybe-sent" className="mt-0.5" />
        {`${formatCounted(batch.skipped, "message")} skipped: sent already, or maybe sent`}
      </h3>
      <ul>
        {items.map((item) => (
          <Skipped key={item.id} item={item} override={override} />
        ))}
      </ul>
      {batch.skipped > items.length && items.length > 0 && (
        <p className="pt-1 text-xs text-fg-2">{`${formatCount(batch.skipped - items.length)} more are listed in the receipt.`}</p>
      )}
    </section>
  );
}

function Skipped({ item, override }: { item: ReplayItemDto; override: ReplayDraft["override"] }) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const submit = () => {
    setMissing(reason.trim() === "");
    if (reason.trim() !== "") override.mutate({ number: item.number, reason: reason.trim() });
  };
  return (
    <li className="grid gap-2 border-t border-line py-2">
      <div className="flex flex-wrap items-start gap-2">
        <p className="min-w-0 grow">
          <Link href={`/ops/dead-letters/${item.id}`} className="link font-mono text-[0.923em]">
            {shortSubject(item.subject) ?? item.subject}
          </Link>
          <span className="block text-xs text-pretty text-fg-2">{item.detail}</span>
        </p>
        {!open && (
          <Button size="s" onClick={() => setOpen(true)}>
            Include anyway…
          </Button>
        )}
      </div>
      {open && (
        <form
          noValidate
          className="grid gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <TextField
            id={`override-${item.number}`}
            label="Reason to send it again"
            value={reason}
            maxLength={500}
            hint="Recorded in the audit log. The recipient may get a second copy."
            error={missing ? "Enter a reason" : undefined}
            onChange={(event) => setReason(event.target.value)}
          />
          <FormError error={override.error} />
          <div className="flex justify-end gap-2">
            <Button variant="quiet" onClick={() => setOpen(false)}>
              Cancel
            </Button>
            <ActionButton action="replays.run" type="submit" inert={override.isPending}>
              Include message
            </ActionButton>
          </div>
        </form>
      )}
    </li>
  );
}
