import { AsyncLocalStorage } from "node:async_hooks";

/** Attributes of a span: never an address, a payload, a reply, or an id that opens a public page. */
export type SpanAttributes = Record<string, string | number | boolean>;

type SpanStart = {
  name: string;
  kind: "server" | "producer" | "consumer" | "client";
  /** The W3C trace context of the parent; null starts a trace. */
  parent: string | null;
  /** The W3C trace context of a linked span of another trace. */
  link?: string | null;
  /** Sixteen hexadecimal digits, where another process derives the same id. */
  id?: string;
  startedAt?: number;
  attributes: SpanAttributes;
};

/** A started span. It is exported only after `end`. */
export type OpenSpan = {
  /** The trace context for child spans in any process. */
  traceparent: string;
  set: (attributes: SpanAttributes) => void;
  /** Marks the span as failed. `code` is from a small set, never free text. */
  fail: (code: string) => void;
  end: (at?: number) => void;
};

export type Tracing = {
  start: (span: SpanStart) => OpenSpan;
  /** Flushes queued spans for up to two seconds and stops tracing. Never throws. */
  stop: () => Promise<void>;
};

// Next's development server re-evaluates modules; both must survive that.
const store = globalThis as typeof globalThis & {
  redeliverTracing?: Tracing | undefined;
  redeliverSpan?: AsyncLocalStorage<OpenSpan>;
};

/** The tracing of this process; null where no endpoint is set. */
export const tracing = (): Tracing | null => store.redeliverTracing ?? null;

/** Called by start-tracing alone. */
export function setTracing(started: Tracing | undefined): void {
  store.redeliverTracing = started;
  store.redeliverSpan ??= new AsyncLocalStorage();
}

/** The current span, or null. */
export const activeSpan = (): OpenSpan | null => store.redeliverSpan?.getStore() ?? null;

/** Runs `work` with the span as the parent of the spans that it starts. Without a span it just runs `work`. */
export const within = <T>(span: OpenSpan | null, work: () => T): T =>
  span && store.redeliverSpan ? store.redeliverSpan.run(span, work) : work();
