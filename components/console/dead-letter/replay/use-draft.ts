"use client";
import { useMemo, useState } from "react";
import {
  formatPayload,
  lintPayload,
  maskedValues,
  type PayloadLint,
} from "#components/console/payload/lint-payload.ts";
import type { DeadLetterDto, ReplayBody } from "#server/contracts/triage/dead-letter.ts";

/** What a draft starts from instead of the letter's own payload: a suggestion or a saved edit. */
export type DraftStart = Pick<ReplayBody, "edit" | "suggestion"> & { payload: unknown; masked: readonly string[] };

export type Draft = {
  text: string;
  original: string;
  lint: PayloadLint;
  /** Whether it says something else than the message that died; another layout of the same is no edit. */
  edited: boolean;
  /** What the server is asked for: what was started from, and what was typed over it. */
  body: () => ReplayBody;
  set: (text: string) => void;
  reset: () => void;
  /** Starts from another payload. What was typed since `sent`, the text of a save that was under way, stays as an edit of it. */
  start: (from: DraftStart, sent?: string) => void;
};

type DraftOf = Pick<DeadLetterDto, "payload" | "messageType" | "subject" | "masked" | "lineage">;

/** The operator's copy of a payload. It lives beside the polled data, so that no poll and no conflict takes it away. */
export function useDraft({ payload, messageType, subject, masked, lineage }: DraftOf): Draft {
  const [from, setFrom] = useState<DraftStart | null>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const start = from?.payload ?? payload;
  const hidden = from?.masked ?? masked;
  const original = useMemo(() => formatPayload(start), [start]);
  const masks = useMemo(() => maskedValues(start, hidden), [start, hidden]);
  const text = typed ?? original;
  // The first revision's payload is the published one, until it is purged.
  const published = lineage[0]?.payload ?? payload;
  const lint = useMemo(
    () => lintPayload(text, messageType, subject, masks, published),
    [text, messageType, subject, masks, published],
  );
  const same = text === original || (lint.parsed && formatPayload(lint.value) === original);
  return {
    text,
    original,
    lint,
    edited: from !== null || !same,
    body: () => ({
      ...(from?.edit === undefined ? {} : { edit: from.edit }),
      ...(from?.suggestion === undefined ? {} : { suggestion: from.suggestion }),
      ...(same ? {} : { payload: JSON.parse(text) }),
    }),
    set: (next) => setTyped(next === original ? null : next),
    reset: () => {
      setFrom(null);
      setTyped(null);
    },
    start: (next, sent) => {
      setFrom(next);
      setTyped((now) => (sent === undefined || now === sent ? null : now));
    },
  };
}
