"use client";
import { useEffect, useState } from "react";
import { ApiError, problemOf } from "#components/api/request-json.ts";
import { StateMark } from "#components/marks/state-mark.tsx";

/** Remaining seconds of `retryAfterSeconds` in an API error, counting down. 0 without one. */
export function useRetryAfter(error: unknown): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    const retryAfter = error instanceof ApiError ? Number(error.extensions.retryAfterSeconds ?? 0) : 0;
    setLeft(retryAfter);
    if (retryAfter <= 0) return;
    const until = Date.now() + retryAfter * 1_000;
    const timer = setInterval(() => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1_000))), 250);
    return () => clearInterval(timer);
  }, [error]);
  return left;
}

/** Error of a whole form. Field errors are shown at their fields. */
export function FormError({ error, wait = 0 }: { error: unknown; wait?: number }) {
  if (!error) return null;
  const { detail, errors } = problemOf(error);
  if (errors && errors.length > 0) return null;
  return (
    <p role="alert" className="flex gap-2 text-sm text-dead">
      <StateMark name="dead" className="mt-0.5" />
      <span>
        {wait > 0 ? (
          <>
            Too many attempts. Try again in <b className="font-semibold">{wait} s</b>. Pasting and password managers
            work.
          </>
        ) : (
          detail
        )}
      </span>
    </p>
  );
}

/** Error message of one field, by its JSON pointer. */
export const fieldError = (error: unknown, pointer: string): string | undefined =>
  error ? problemOf(error).errors?.find((one) => one.pointer === pointer)?.detail : undefined;
