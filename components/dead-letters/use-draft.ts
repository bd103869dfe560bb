"use client";
import { useMemo, useState } from "react";
import { formatPayload, lintPayload, maskedValues, type PayloadLint } from "#components/payload/lint-payload.ts";
import type { DeadLetterDto } from "#server/contracts/dead-letter.ts";

export type Draft = {
  text: string;
  original: string;
  lint: PayloadLint;
  /** Whether it says something else than the message that died; another layout of the same is no edit. */
  edited: boolean;
  set: (text: string) => void;
  reset: () => void;
};

type DraftOf = Pick<DeadLetterDto, "payload" | "messageType" | "subject" | "masked">;

/** The operator's copy of a payload. It lives beside the polled data, so that no poll and no conflict takes it away. */
export function useDraft({ payload, messageType, subject, masked }: DraftOf): Draft {
  const original = useMemo(() => formatPayload(payload), [payload]);
  const masks = useMemo(() => maskedValues(payload, masked), [payload, masked]);
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? original;
  const lint = useMemo(() => lintPayload(text, messageType, subject, masks), [text, messageType, subject, masks]);
  const edited = text !== original && !(lint.parsed && formatPayload(lint.value) === original);
  return {
    text,
    original,
    lint,
    edited,
    set: (next) => setTyped(next === original ? null : next),
    reset: () => setTyped(null),
  };
}
