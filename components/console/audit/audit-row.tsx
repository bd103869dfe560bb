import { Eye, Inbox, KeyRound, Send, User } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { actionMarks, verbOf } from "#components/console/audit/action-labels.ts";
import { capital } from "#components/console/delivery/delivery-labels.ts";
import { PayloadDiff } from "#components/console/payload/payload-diff.tsx";
import { namedTarget, traceOf } from "#components/format/subject-labels.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { AuditEntryDto } from "#server/contracts/audit.ts";

/** Icon of an entry. Targets other than messages have no state and no colour. */
function Icon({ entry: { action, target } }: { entry: AuditEntryDto }) {
  const mark = actionMarks[action];
  if (mark) return <StateMark name={mark} size={14} className="mt-[3px]" />;
  const Plain = { token: KeyRound, inbox: Inbox, delivery: Eye, sending: Send }[target.kind] ?? User;
  return <Plain size={14} strokeWidth={1.5} className="mt-[3px] text-fg-3" aria-hidden="true" />;
}

/** One entry as a sentence, with the changed fields below. */
export function AuditRow({ entry }: { entry: AuditEntryDto }) {
  const { actor, action, target } = entry;
  const changed = entry.before !== null || entry.after !== null;
  return (
    <li className="border-t border-line">
      <details className="group">
        <summary className="grid cursor-pointer grid-cols-[16px_minmax(0,1fr)] items-start gap-x-2.5 px-4 py-2 hover:bg-hover desk:grid-cols-[120px_16px_minmax(0,1fr)_auto] desk:px-6">
          <Time
            at={entry.at}
            format="day"
            className="font-mono text-xs/5 whitespace-nowrap text-fg-3 max-desk:hidden"
          />
          <Icon entry={entry} />
          <span className="min-w-0 text-pretty wrap-anywhere">
            <b className="font-medium">{actor.name}</b>
            {actor.role && <span className="text-fg-3"> {actor.role}</span>} {verbOf(action)} <Target entry={entry} />
            {entry.reason && <span className="text-fg-2">{`: “${entry.reason}”`}</span>}
            <Time at={entry.at} format="day" className="block font-mono text-xs/5 text-fg-3 desk:hidden" />
          </span>
          <span className="max-desk:hidden">
            <Chip>{action}</Chip>
          </span>
        </summary>
        <div className="grid gap-2 px-4 pt-1 pb-4 desk:ps-[182px] desk:pe-6">
          {changed && <PayloadDiff before={entry.before ?? {}} after={entry.after ?? {}} />}
          {entry.erased && (
            <p className="text-fg-2">
              Payload copies were deleted after the retention period. Their digests remain in the hash chain.
            </p>
          )}
          <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-0.5 text-xs text-fg-2">
            <dt>Entry</dt>
            <dd>{entry.seq}</dd>
            <dt>Target</dt>
            <dd className="font-mono wrap-anywhere">
              <TargetLink target={target} />
            </dd>
            {entry.subject && <SubjectTrace subject={entry.subject} />}
            {entry.resultId && (
              <>
                <dt>Result</dt>
                <dd className="font-mono wrap-anywhere">{entry.resultId}</dd>
              </>
            )}
            <dt>Request</dt>
            <dd className="font-mono wrap-anywhere">{entry.requestId ?? "none"}</dd>
            <dt>Hash</dt>
            <dd className="font-mono wrap-anywhere">{entry.hash}</dd>
          </dl>
        </div>
      </details>
    </li>
  );
}

/** The subject of the message, with a link to its trace, where its kind has one. */
function SubjectTrace({ subject }: { subject: string }) {
  const trace = traceOf(subject);
  if (!trace) return null;
  return (
    <>
      <dt>{capital(trace.noun)}</dt>
      <dd>
        <Link href={trace.href as Route} className="link inline-flex items-center max-desk:min-h-11">
          {`Trace of ${trace.noun} ${trace.short}`}
        </Link>
      </dd>
    </>
  );
}

/** Target inside the summary, without a link because the summary is interactive. */
function Target({ entry: { target, action, after, before } }: { entry: AuditEntryDto }) {
  switch (target.kind) {
    case "delivery":
      return <span className="font-medium">message {target.id.slice(-8)}</span>;
    case "cause":
      return <span className="font-medium">cause {target.id.slice(0, 4)}</span>;
    case "replay":
      return <span className="font-medium">{target.id.slice(-8)}</span>;
    case "inbox":
      return <>the inbox</>;
    case "sending":
      return <>sending</>;
    case "list":
      return <>{target.id === "messages" ? "messages" : "dead letters"}</>;
    case "route":
      return <span className="text-fg-2 wrap-anywhere">{target.id}</span>;
    default: {
      if (action.startsWith("session.")) return null;
      const named = namedTarget(target);
      if (named) return <span className="font-medium">{named.name}</span>;
      const about = [after, before].flatMap((copy) =>
        copy !== null && typeof copy === "object" && !Array.isArray(copy) ? [copy.email ?? copy.name] : [],
      );
      const name = about.find((value) => typeof value === "string");
      return (
        <span className="text-fg-2">{typeof name === "string" ? name : `${target.kind} ${target.id.slice(-8)}`}</span>
      );
    }
  }
}

/** Target with a link to its page, if it has one. */
function TargetLink({ target: { kind, id } }: Pick<AuditEntryDto, "target">) {
  const pages: Record<string, string> = {
    delivery: `/ops/dead-letters/${id}`,
    cause: `/ops/causes/${id}`,
    replay: `/ops/replays/${id}`,
  };
  const href = pages[kind] ?? namedTarget({ kind, id })?.href;
  if (href === undefined) return <>{`${kind} ${id}`}</>;
  return (
    <Link href={href as Route} className="link inline-flex items-center max-desk:min-h-11">
      {`${kind} ${id}`}
    </Link>
  );
}
