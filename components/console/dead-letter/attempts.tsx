import { Section } from "#components/console/shell/section.tsx";
import { formatDuration } from "#components/format/format-age.ts";
import type { MarkName } from "#components/marks/mark-names.ts";
import { StateWord } from "#components/marks/state-mark.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { Time } from "#components/ui/time.tsx";
import type { AttemptDto } from "#server/contracts/delivery/delivery.ts";
import type { DeadLetterDto } from "#server/contracts/triage/dead-letter.ts";

type RevisionAttempt = AttemptDto & { revision: number };

const outcomes: Record<AttemptDto["outcome"], { mark: MarkName; word: string }> = {
  delivered: { mark: "delivered", word: "Delivered" },
  retried: { mark: "retrying", word: "Retried" },
  dead: { mark: "dead", word: "Dead-lettered" },
  worker_lost: { mark: "retrying", word: "Worker lost" },
};

/** All attempts of all revisions, newest first, with duration, worker and reply. */
export function Attempts({ letter }: { letter: DeadLetterDto }) {
  const attempts: RevisionAttempt[] = letter.lineage
    .flatMap(({ attemptRows, revision }) => attemptRows.map((attempt) => ({ ...attempt, revision })))
    .sort((one, other) => other.startedAt.localeCompare(one.startedAt));
  const revisions = letter.lineage.length;
  return (
    <Section
      title="Attempts"
      note={`${attempts.length}${revisions > 1 ? ` over ${revisions} revisions` : ""}, newest first`}
    >
      <p className="pb-2 text-xs text-fg-3">{`Retry policy: ${letter.retryPolicy}`}</p>
      {attempts.length === 0 ? (
        <p className="text-fg-2">No attempts recorded. A successful first attempt is not recorded.</p>
      ) : (
        <ol>
          {attempts.map((attempt) => (
            <AttemptRow key={`${attempt.revision} ${attempt.number}`} attempt={attempt} />
          ))}
        </ol>
      )}
    </Section>
  );
}

function AttemptRow({ attempt }: { attempt: RevisionAttempt }) {
  const { mark, word } = outcomes[attempt.outcome];
  const texts = [attempt.reply, attempt.error].filter((text) => text !== null && text !== "");
  return (
    <li className="grid grid-cols-[104px_minmax(0,1fr)_auto] gap-x-2 border-t border-line py-1.5">
      <Time at={attempt.startedAt} className="font-mono text-[0.923em] text-fg-2" />
      <StateWord name={mark}>{word}</StateWord>
      <span className="text-end">{formatDuration(Date.parse(attempt.endedAt) - Date.parse(attempt.startedAt))}</span>
      <span className="text-xs text-fg-3">{`rev ${attempt.revision}, attempt ${attempt.number}`}</span>
      <span className="min-w-0 text-xs wrap-anywhere">
        <code>{attempt.failureCode}</code> {attempt.reply}
      </span>
      <span className="text-end text-xs text-fg-3">
        {attempt.worker} · <code>{attempt.build}</code>
      </span>
      {texts.length > 0 && (
        <details className="col-span-full">
          <summary className="w-fit py-1 text-xs text-fg-2 max-desk:py-3.5">Full error and reply</summary>
          <CodeBlock wrap label={`Error of attempt ${attempt.number}, revision ${attempt.revision}`}>
            {texts.join("\n\n")}
          </CodeBlock>
        </details>
      )}
    </li>
  );
}
