import { AsyncLocalStorage } from "node:async_hooks";

/** What a span may say about itself: never an address, a payload or a reply, and no id that opens a public page. */
export type SpanAttributes = Record<string, string | number | boolean>;

export type SpanStart = {
  name: string;
  kind: "server" | "producer" | "consumer" | "client";
  /** The W3C trace context of what caused it; null begins a trace. */
  parent: string | null;
  /** The W3C trace context of another trace that had a part in it. */
  link?: string | null;
  /** Sixteen hexadecimal digits, where another process must know them without asking. */
  id?: string;
  startedAt?: number;
  attributes: SpanAttributes;
};

/** A step of a trace that has begun. One that is never ended is never told. */
export type OpenSpan = {
  /** What the next step, in whichever process, names as its parent. */
  traceparent: string;
  set: (attributes: SpanAttributes) => void;
  /** It failed: `code` is one of a few, never a sentence. */
  fail: (code: string) => void;
  end: (at?: number) => void;
};

export type Tracing = {
  start: (span: SpanStart) => OpenSpan;
  /** Sends what is left, for a moment at most, and begins nothing more. Never throws. */
  stop: () => Promise<void>;
};

// Next's development server re-evaluates modules; both must stay the ones that the process began with.
const store = globalThis as typeof globalThis & {
  redeliverTracing?: Tracing | undefined;
  redeliverSpan?: AsyncLocalStorage<OpenSpan>;
};

/** Null where no endpoint is set: whoever traces asks first, and then pays for nothing. */
export const tracing = (): Tracing | null => store.redeliverTracing ?? null;

/** Called by start-tracing alone. */
export function setTracing(started: Tracing | undefined): void {
  store.redeliverTracing = started;
  store.redeliverSpan ??= new AsyncLocalStorage();
}

/** The step that this code runs in, or null. */
export const activeSpan = (): OpenSpan | null => store.redeliverSpan?.getStore() ?? null;

/** Runs `work` as a part of the span: what it starts has it as its parent. Without one it just runs. */
export const within = <T>(span: OpenSpan | null, work: () => T): T =>
  span && store.redeliverSpan ? store.redeliverSpan.run(span, work) : work();
