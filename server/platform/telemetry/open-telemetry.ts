import {
  DiagLogLevel,
  diag,
  type Link,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { defaultResource, resourceFromAttributes } from "@opentelemetry/resources";
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  RandomIdGenerator,
  type Sampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { buildId, type Env, workerName } from "#server/platform/env/env.ts";
import { logFor } from "#server/platform/telemetry/log.ts";
import { setTracing, type Tracing } from "#server/platform/telemetry/tracing.ts";

const farewellMilliseconds = 2_000;
const logIntervalMilliseconds = 60_000;
/** One batch of the relay is 2,000 spans, beside those of concurrent orders and attempts. */
const queuedSpans = 8_192;
const kinds = {
  server: SpanKind.SERVER,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  client: SpanKind.CLIENT,
} as const;
const logger = logFor("tracing");

/** The trace context as the API's type. The caller has validated the text. */
function contextOf(traceparent: string): SpanContext {
  const [, traceId = "", spanId = "", flags = "00"] = traceparent.split("-");
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
}

const traceparentOf = ({ traceId, spanId, traceFlags }: SpanContext): string =>
  `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;

function samplerOf({ OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: ratio }: Env): Sampler {
  const [, parentBased, root] = /^(parentbased_)?(.*)$/.exec(name) ?? [];
  const sampler =
    root === "always_off"
      ? new AlwaysOffSampler()
      : root === "traceidratio"
        ? new TraceIdRatioBasedSampler(ratio)
        : new AlwaysOnSampler();
  return parentBased ? new ParentBasedSampler({ root: sampler }) : sampler;
}

/** Logs errors of the library, such as an unreachable collector, at most one per minute. They affect nothing else. */
function logLibraryErrors(): void {
  let loggedAt = Number.NEGATIVE_INFINITY;
  const say = (words: string) => {
    if (performance.now() - loggedAt < logIntervalMilliseconds) return;
    loggedAt = performance.now();
    logger.warn({ reason: reasonOf(words) }, "exporting traces failed; spans are dropped");
  };
  const silent = () => undefined;
  diag.setLogger(
    { error: say, warn: say, info: silent, debug: silent, verbose: silent },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}

/** The library's error handler prints an error as JSON, with its stack. */
function reasonOf(words: string): string {
  try {
    const { message, code } = JSON.parse(words) as { message?: string; code?: string };
    return message || code || words.slice(0, 200);
  } catch {
    return words.slice(0, 200);
  }
}

/**
 * Creates this process's own OpenTelemetry provider. The global one is used by Next, which would add a dozen spans per page.
 * Spans are queued, sent in the background, and dropped when the queue is full.
 */
export function createTracing(env: Env, process: "web" | "worker"): Tracing {
  logLibraryErrors();
  let nextId: string | undefined;
  const random = new RandomIdGenerator();
  const exporter = new OTLPTraceExporter({
    url: `${env.OTEL_EXPORTER_OTLP_ENDPOINT?.replace(/\/$/, "")}/v1/traces`,
    headers: env.OTEL_EXPORTER_OTLP_HEADERS,
    timeoutMillis: env.OTEL_EXPORTER_OTLP_TIMEOUT,
  });
  const provider = new TracerProvider({
    resource: defaultResource().merge(
      resourceFromAttributes({
        "service.name": `redeliver-${process}`,
        "service.version": buildId(),
        "service.instance.id": workerName(),
        ...env.OTEL_RESOURCE_ATTRIBUTES,
        ...(env.OTEL_SERVICE_NAME === undefined ? {} : { "service.name": env.OTEL_SERVICE_NAME }),
      }),
    ),
    sampler: samplerOf(env),
    idGenerator: { generateTraceId: random.generateTraceId, generateSpanId: () => nextId ?? random.generateSpanId() },
    spanProcessors: [
      new BatchSpanProcessor({
        exporter,
        maxQueueSize: queuedSpans,
        scheduledDelayMillis: env.OTEL_BSP_SCHEDULE_DELAY,
      }),
    ],
  });
  const tracer = provider.getTracer("redeliver", buildId());

  return {
    start({ name, kind, parent, link, id, startedAt, attributes }) {
      const context = parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, contextOf(parent));
      const links: Link[] = link == null ? [] : [{ context: contextOf(link) }];
      nextId = id;
      const span = tracer.startSpan(name, { kind: kinds[kind], attributes, links, startTime: startedAt }, context);
      nextId = undefined;
      return {
        traceparent: traceparentOf(span.spanContext()),
        set: (more) => void span.setAttributes(more),
        fail: (code) => void span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute("error.type", code),
        end: (at) => span.end(at),
      };
    },
    async stop() {
      setTracing(undefined);
      const late = new Promise<void>((resolve) => setTimeout(resolve, farewellMilliseconds).unref());
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
    },
  };
}
