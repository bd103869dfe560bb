"use client";
import { useMemo, useState } from "react";
import {
  formatPayload,
  lintPayload,
  maskedValues,
  type PayloadLint,
} from "#components/console/payload/lint-payload.ts";
import type { DeadLetterDto, ReplayBody } from "#server/contracts/triage/dead-letter.ts";

/** Start of a draft other than the message's payload: a suggestion or a saved edit. */
export type DraftStart = Pick<ReplayBody, "edit" | "suggestion"> & { payload: unknown; masked: readonly string[] };

export type Draft = {
  text: string;
  original: string;
  lint: PayloadLint;
  /** Whether the content differs from the failed payload. Formatting does not count. */
  edited: boolean;
  /** Request body: start of the draft and typed payload. */
  body: () => ReplayBody;
  set: (text: string) => void;
  reset: () => void;
  /** Starts from another payload. Text typed since `sent`, the text of a pending save, is kept as an edit. */
  start: (from: DraftStart, sent?: string) => void;
};

type DraftOf = Pick<DeadLetterDto, "payload" | "messageType" | "subject" | "masked" | "lineage">;

/** The operator's draft of a payload, kept independent of polls and conflicts. */
export function useDraft({ payload, messageType, subject, masked, lineage }: DraftOf): Draft {
  const [from, setFrom] = useState<DraftStart | null>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const start = from?.payload ?? payload;
  const hidden = from?.masked ?? masked;
  const original = useMemo(() => formatPayload(start), [start]);
  const masks = useMemo(() => maskedValues(start, hidden), [start, hidden]);
  const text = typed ?? original;
  // The first revision has the published payload, until it is purged.
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
