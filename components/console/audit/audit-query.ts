import { queryOptions } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
import { auditListDto } from "#server/contracts/audit.ts";

export const auditPerPage = 50;

/** Filters in the URL. */
export type AuditFilters = {
  action?: string | undefined;
  actor?: string | undefined;
  target?: string | undefined;
  cursor?: string | undefined;
};

/** Query string of the filters that are set. */
export function auditSearch(filters: AuditFilters, more: Record<string, string> = {}): string {
  const given = Object.entries(filters).flatMap(([name, value]) => (value ? [[name, value]] : []));
  return new URLSearchParams([...given, ...Object.entries(more)]).toString();
}

export const auditQuery = (filters: AuditFilters) =>
  queryOptions({
    queryKey: ["audit", filters],
    queryFn: ({ signal }) =>
      requestJson(auditListDto, `/api/v1/audit?${auditSearch(filters, { limit: String(auditPerPage) })}`, { signal }),
    refetchOnWindowFocus: false,
    refetchOnMount: (query) => query.state.isInvalidated,
  });
