import type { Route } from "next";
import Link from "next/link";
import { BlockedBy } from "#components/console/delivery/blocked-by.tsx";
import { attemptCount } from "#components/console/delivery/delivery-labels.ts";
import { AsideLink, Section } from "#components/console/shell/section.tsx";
import { subjectNoun, traceOf } from "#components/format/subject-labels.ts";
import { type MarkName, markOf } from "#components/marks/mark-names.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import { Time } from "#components/ui/time.tsx";
import type { DeadLetterDto, TriageActionDto } from "#server/contracts/triage/dead-letter.ts";

const labels: Record<TriageActionDto["action"], { mark: MarkName; text: string }> = {
  replay: { mark: "replaying", text: "replayed it" },
  edit: { mark: "replaying", text: "saved an edit" },
  "correct-recipient": { mark: "maybe-sent", text: "changed the recipient" },
  override: { mark: "maybe-sent", text: "overrode a replay warning" },
  undo: { mark: "withdrawn", text: "undid the replay" },
  discard: { mark: "discarded", text: "discarded it" },
  restore: { mark: "dead", text: "restored it" },
  release: { mark: "waiting", text: "released blocked messages" },
  retry: { mark: "retrying", text: "retried it immediately" },
  stop: { mark: "dead", text: "stopped retrying" },
  resend: { mark: "replaying", text: "resent a copy" },
};

/** Operator actions, newest first. */
export function ActionList({ letter }: { letter: DeadLetterDto }) {
  return (
    <Section title="Actions">
      {letter.actions.length === 0 ? (
        <p className="text-fg-2">No actions yet. Replays, discards and restores appear here.</p>
      ) : (
        <ol>
          {letter.actions
            .toSorted((one, other) => other.at.localeCompare(one.at))
            .map((action) => (
              <li key={action.id} className="grid grid-cols-[auto_16px_minmax(0,1fr)] gap-2 py-1">
                <Time at={action.at} className="font-mono text-xs/5 text-fg-3" />
                <StateMark name={labels[action.action].mark} size={14} className="mt-[3px]" />
                <span className="text-pretty">
                  <b className="font-medium">{action.actor}</b> {labels[action.action].text}
                  {action.action === "correct-recipient" && <RecipientChange action={action} />}
                  {action.action === "replay" && (action.edited ? ", corrected" : ", unchanged")}
                  {action.reason && <span className="text-fg-2">{`: “${action.reason}”`}</span>}
                </span>
              </li>
            ))}
        </ol>
      )}
    </Section>
  );
}

/** Old and new address, masked for the user's role. Different masked addresses are numbered. */
function RecipientChange({ action: { before, after } }: { action: TriageActionDto }) {
  const [from, to] = [addressIn(before), addressIn(after)];
  if (to === null) return null;
  return (
    <span className="wrap-anywhere">
      {from !== null && (
        <>
          {" from "}
          <span className="font-mono">{from}</span>
        </>
      )}
      {" to "}
      <span className="font-mono">{to}</span>
    </span>
  );
}

const addressIn = (copy: TriageActionDto["before"]): string | null =>
  copy !== null && typeof copy === "object" && !Array.isArray(copy) && typeof copy.email === "string"
    ? copy.email
    : null;

/** Other deliveries of the same subject. */
export function RelatedDeliveries({ letter }: { letter: DeadLetterDto }) {
  const trace = traceOf(letter.subject);
  const others = letter.sameSubject.filter((delivery) => delivery.rootId !== letter.rootId);
  return (
    <Section
      title={`Same ${subjectNoun(letter.subject)}`}
      className="px-4 py-4 desk:px-6"
      aside={
        trace && (
          <span className="flex flex-wrap gap-x-4">
            <AsideLink href={trace.href as Route}>{`Trace of this ${trace.noun}`}</AsideLink>
            <AsideLink href={trace.page.href as Route}>{trace.page.label}</AsideLink>
          </span>
        )
      }
    >
      {others.length === 0 ? (
        <p className="text-fg-2">No other deliveries.</p>
      ) : (
        <ul>
          {others.map((delivery) => {
            const { name, word } = markOf(delivery.shown);
            return (
              <li key={delivery.id} className="grid grid-cols-[16px_minmax(0,1fr)] gap-2 py-1">
                <StateMark name={name} size={14} className="mt-[3px] max-desk:mt-[15px]" />
                <span>
                  <Link
                    href={`/ops/dead-letters/${delivery.id}`}
                    className="link inline-flex items-center font-medium max-desk:min-h-11"
                  >
                    {delivery.handlerLabel}
                  </Link>{" "}
                  <span className="text-fg-2">
                    {`${delivery.messageType}, ${word.toLowerCase()}${delivery.revision > 1 ? `, replay, rev ${delivery.revision}` : ""}${delivery.attempts > 0 ? `, ${attemptCount(delivery.attempts)}` : ""}`}
                    {delivery.heldBy && (
                      <>
                        {", "}
                        <BlockedBy heldBy={delivery.heldBy} self={letter.id} />
                      </>
                    )}
                  </span>
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </Section>
  );
}
