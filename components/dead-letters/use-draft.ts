"use client";
import { useMemo, useState } from "react";
import { formatPayload, lintPayload, type PayloadLint } from "#components/payload/lint-payload.ts";

export type Draft = {
  text: string;
  original: string;
  lint: PayloadLint;
  /** Whether it says something else than the message that died; another layout of the same is no edit. */
  edited: boolean;
  set: (text: string) => void;
  reset: () => void;
};

/** The operator's copy of a payload. It lives beside the polled data, so that no poll and no conflict takes it away. */
export function useDraft(payload: unknown, messageType: string, subject: string): Draft {
  const original = useMemo(() => formatPayload(payload), [payload]);
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? original;
  const lint = useMemo(() => lintPayload(text, messageType, subject), [text, messageType, subject]);
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
