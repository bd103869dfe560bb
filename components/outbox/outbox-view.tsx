"use client";
import Link from "next/link";
import { millisecondWords } from "#components/history/chart-words.ts";
import { useServedQuery } from "#components/live/served.tsx";
import { TopBar } from "#components/ops/top-bar.tsx";
import { useDeadTitle } from "#components/ops/use-dead-title.ts";
import { VerdictHead } from "#components/ops/verdict-head.tsx";
import { InvariantCheck } from "#components/outbox/invariant-check.tsx";
import { outboxQuery } from "#components/outbox/outbox-query.ts";
import { ageTone, ageWords } from "#components/ui/age-words.ts";
import { Figure } from "#components/ui/figure.tsx";
import { Age, Time } from "#components/ui/time.tsx";
import type { OutboxDto } from "#server/contracts/monitoring/outbox.ts";

/** Beyond it the relay is late, or not there. */
const lagGoalSeconds = 10;
const text = (count: number) => count.toLocaleString("en-GB");
const head = "py-1.5 text-xs font-medium text-fg-3";

/** What was committed and is not relayed yet, and the proof that nothing has slipped through. */
export function OutboxView() {
  const { data: outbox } = useServedQuery(outboxQuery());
  useDeadTitle("Outbox");
  const late = (outbox.lagSeconds ?? 0) > lagGoalSeconds;
  return (
    <>
      <TopBar crumbs={<b className="font-name text-fg">Outbox</b>} />
      <VerdictHead
        mark={late ? "retrying" : "delivered"}
        title={titleOf(outbox)}
        evidence={<Evidence outbox={outbox} />}
      />
      <Figures outbox={outbox} />
      {outbox.oldest.length > 0 && <Pending outbox={outbox} />}
      <InvariantCheck />
    </>
  );
}

function titleOf({ pending, lagSeconds }: OutboxDto): string {
  if (pending === 0) return "Everything that was committed is relayed";
  const count = `${text(pending)} ${pending === 1 ? "message waits" : "messages wait"} to be relayed`;
  return (lagSeconds ?? 0) > lagGoalSeconds ? `${count}, the oldest for ${ageWords(lagSeconds ?? 0)}` : count;
}

function Evidence({ outbox: { lastRelayedAt, parked } }: { outbox: OutboxDto }) {
  return (
    <p>
      {lastRelayedAt === null ? (
        "Nothing was ever relayed here. "
      ) : (
        <>
          The relay last made a delivery <Age since={lastRelayedAt} /> ago.{" "}
        </>
      )}
      {parked === 0 ? (
        "None is parked."
      ) : (
        <>
          {`${text(parked)} could not be relayed in five tries and ${parked === 1 ? "is a dead letter" : "are dead letters"}: `}
          <Link href="/ops/dead-letters" className="link">
            look at them
          </Link>
          .
        </>
      )}
    </p>
  );
}

function Figures({ outbox: { pending, lagSeconds, relay, parked, lastRelayedAt } }: { outbox: OutboxDto }) {
  const none = <span className="text-fg-3">none</span>;
  return (
    <dl
      aria-label="The outbox in numbers"
      className="grid grid-cols-3 gap-x-4 gap-y-3 border-t border-line px-4 py-4 desk:flex desk:gap-x-12 desk:px-6"
    >
      <Figure name="Pending">{text(pending)}</Figure>
      <Figure name="Oldest" className={lagSeconds === null ? undefined : ageTone(lagSeconds, lagGoalSeconds)}>
        {lagSeconds === null ? none : ageWords(lagSeconds)}
      </Figure>
      <Figure name="Parked" className={parked > 0 ? "text-dead" : undefined}>
        {text(parked)}
      </Figure>
      <Figure name="Lag p50, 15 min">{relay.p50Ms === null ? none : millisecondWords(relay.p50Ms)}</Figure>
      <Figure name="Lag p95, 15 min">{relay.p95Ms === null ? none : millisecondWords(relay.p95Ms)}</Figure>
      <Figure name="Last relayed">{lastRelayedAt === null ? none : <Time at={lastRelayedAt} />}</Figure>
    </dl>
  );
}

function Pending({ outbox: { oldest, pending } }: { outbox: OutboxDto }) {
  return (
    <section aria-labelledby="pending" className="border-t border-line py-4">
      <h2 id="pending" className="px-4 pb-2 font-semibold desk:px-6">
        Pending{" "}
        <span className="ps-1 text-xs font-normal text-fg-2">{`oldest first, ${oldest.length} of ${text(pending)}`}</span>
      </h2>
      <table className="w-full table-fixed">
        <thead>
          <tr>
            <th scope="col" className={`${head} ps-4 text-start desk:ps-6`}>
              Message
            </th>
            <th scope="col" className={`${head} w-24 px-2 text-end`}>
              Failed tries
            </th>
            <th scope="col" className={`${head} w-24 ps-2 pe-4 text-end desk:pe-6`}>
              Waits for
            </th>
          </tr>
        </thead>
        <tbody>
          {oldest.map((message) => (
            <tr key={message.id} className="border-t border-line">
              <td className="py-2 ps-4 desk:ps-6">
                <span className="block truncate font-name">{message.type}</span>
                <span className="block truncate font-mono text-xs text-fg-3">{message.subject}</span>
                {message.error && (
                  <span className="block text-pretty wrap-anywhere text-retrying">{message.error}</span>
                )}
              </td>
              <td className="px-2 text-end">{message.attempts}</td>
              <td className="ps-2 pe-4 text-end whitespace-nowrap desk:pe-6">
                <Age since={message.writtenAt} goalSeconds={lagGoalSeconds} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
