import { ExternalLink } from "lucide-react";
import type { DistributedTraceDto } from "#server/contracts/monitoring/distributed-trace.ts";

/** Link to the trace in the tracing backend, or its ID if none is configured. */
export function OpenTrace({ trace: { id, url } }: { trace: DistributedTraceDto }) {
  if (url === null) return <code className="select-all break-all font-mono">{id}</code>;
  return (
    <a
      href={url}
      target="_blank"
      rel="noreferrer"
      title={id}
      className="link inline-flex items-center gap-1 max-desk:min-h-11"
    >
      Open trace
      <ExternalLink size={14} strokeWidth={1.4} aria-hidden="true" />
    </a>
  );
}
