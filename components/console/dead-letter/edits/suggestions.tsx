"use client";
import { useQuery } from "@tanstack/react-query";
import { suggestionsQuery } from "#components/console/dead-letter/edits/suggestions-query.ts";
import { PatchDiff } from "#components/console/payload/patch-diff.tsx";
import { StateMark } from "#components/marks/state-mark.tsx";
import { ActionButton } from "#components/session/action-button.tsx";
import { usePermission } from "#components/session/me.tsx";
import { Button } from "#components/ui/button.tsx";
import type { DeadLetterDto, ReplayBody } from "#server/contracts/triage/dead-letter.ts";
import type { SuggestionDto } from "#server/contracts/triage/editing.ts";

type SuggestionsProps = {
  letter: DeadLetterDto;
  busy: boolean;
  onSend: (body: ReplayBody) => void;
  onPreview: (body: ReplayBody) => void;
  onEdit: (suggestion: SuggestionDto) => void;
};

/** Suggested fixes with reason and diff. None is applied automatically. */
export function Suggestions({ letter, busy, onSend, onPreview, onEdit }: SuggestionsProps) {
  const { may } = usePermission("dead-letters.replay");
  const { data } = useQuery({ ...suggestionsQuery(letter), enabled: may && letter.state === "dead" });
  if (!data) return null;
  return (
    <div className="grid gap-4 pb-4">
      {data.faults.length > 0 && (
        <ul aria-label="Schema errors" className="grid gap-0.5">
          {data.faults.map(({ pointer, detail }) => (
            <li key={`${pointer} ${detail}`} className="flex gap-2 wrap-anywhere">
              <StateMark name="alert" size={14} className="mt-[3px]" />
              <span>
                <code className="font-semibold">{pointer || "the payload"}</code> {detail}
              </span>
            </li>
          ))}
        </ul>
      )}
      {data.items.map((suggestion, index) => (
        <article key={suggestion.id} aria-label={`Suggestion ${index + 1}`} className="grid gap-2">
          <p className="text-pretty">
            {suggestion.reason} <span className="text-xs text-fg-2">{fitText(suggestion.fits)}</span>
          </p>
          <PatchDiff before={letter.payload} patch={suggestion.patch} />
          <div className="flex flex-wrap items-center gap-2">
            <ActionButton
              action="dead-letters.replay"
              variant={index === 0 ? "primary" : "default"}
              size="l"
              inert={busy}
              className="max-desk:grow"
              onClick={() => onSend({ suggestion: suggestion.id })}
            >
              {"Fix & replay"}
            </ActionButton>
            <Button size="l" onClick={() => onPreview({ suggestion: suggestion.id })}>
              Preview
            </Button>
            <Button size="l" variant="quiet" onClick={() => onEdit(suggestion)}>
              Open in editor
            </Button>
          </div>
        </article>
      ))}
      {(data.items.length === 0 || data.advice.kind !== "needs_edit") && (
        <p className="text-pretty text-fg-2">
          {data.items.length === 0 ? `No suggested fix. ${data.advice.text}` : data.advice.text}
        </p>
      )}
    </div>
  );
}

function fitText({ count, of, causeDead }: SuggestionDto["fits"]): string {
  if (of <= 1) return "";
  const scope = of < causeDead ? ` checked, of ${causeDead} with this cause` : " with this cause";
  return `Applies to ${count} of ${of}${scope}.`;
}
