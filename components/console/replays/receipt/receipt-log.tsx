"use client";
import { useQuery } from "@tanstack/react-query";
import { actionMarks, verbOf } from "#components/console/audit/action-labels.ts";
import { auditQuery } from "#components/console/audit/audit-query.ts";
import { Section } from "#components/console/shell/section.tsx";
import { formatCount } from "#components/format/format-count.ts";
import { usePausableOptions } from "#components/live/live-provider.tsx";
import type { MarkName } from "#components/marks/mark-names.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import { usePermission } from "#components/session/me.tsx";
import { Time } from "#components/ui/time.tsx";
import type { AuditEntryDto } from "#server/contracts/audit.ts";
import type { ReplayBatchDto } from "#server/contracts/triage/replay-batch.ts";

type Entry = { at: string; mark: MarkName; text: string };

/** Ends of waves, and decisions of operators from the audit log, newest first. */
export function ReceiptLog({ batch }: { batch: ReplayBatchDto }) {
  const { may } = usePermission("audit.read");
  const audit = useQuery(usePausableOptions({ ...auditQuery({ target: batch.id }), enabled: may }));
  const entries = logOf(batch, audit.data?.items ?? []);
  return (
    <Section title="Activity" note="newest first" className="px-4 py-4 desk:px-6">
      <ol className="grid gap-1.5">
        {entries.map(({ at, mark, text }) => (
          <li key={`${at} ${text}`} className="flex items-start gap-2">
            <Time at={at} className="w-16 flex-none font-mono text-[0.923em] text-fg-3" />
            <StateMark name={mark} size={14} className="mt-[3px]" />
            <span className="min-w-0 text-pretty wrap-anywhere">{text}</span>
          </li>
        ))}
      </ol>
    </Section>
  );
}

/** Entries of the log, newest first. Without the audit log it has the creation, the waves and the end. */
export function logOf(batch: ReplayBatchDto, audit: readonly AuditEntryDto[]): Entry[] {
  const waves = batch.waves.flatMap(({ number, delivered, failedAgain, other, endedAt, state }): Entry[] => {
    if (endedAt === null) return [];
    const parts = [`${formatCount(delivered)} delivered`, `${formatCount(failedAgain)} failed again`];
    if (other > 0) parts.push(`${formatCount(other)} skipped`);
    const passed = state === "passed";
    return [
      {
        at: endedAt,
        mark: passed ? "delivered" : "dead",
        text: `Wave ${number} ${passed ? "passed" : "stopped the replay"}: ${parts.join(", ")}`,
      },
    ];
  });
  const decisions = audit.map((entry): Entry => {
    const reason = entry.reason ? `: “${entry.reason}”` : "";
    return {
      at: entry.at,
      mark: actionMarks[entry.action] ?? "replaying",
      text: `${entry.actor.kind === "system" ? "The system" : entry.actor.name} ${verbOf(entry.action)}${reason}`,
    };
  });
  const created: Entry[] =
    audit.length > 0 ? [] : [{ at: batch.createdAt, mark: "replaying", text: `${batch.createdBy.name} created it` }];
  const ended: Entry[] =
    batch.endedAt !== null && batch.stop && audit.length === 0
      ? [{ at: batch.endedAt, mark: "dead", text: batch.stop.words }]
      : [];
  return [...waves, ...decisions, ...created, ...ended].toSorted((a, b) => b.at.localeCompare(a.at));
}
