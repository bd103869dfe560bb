import { EmptyState } from "#components/ui/empty-state.tsx";
import type { ExplorerFilter } from "#server/contracts/triage/explorer-filter.ts";
import { samplePages } from "#server/modules.messages.ts";

type Props = {
  filter: ExplorerFilter;
  /** Whether this is the first page. */
  first: boolean;
  /** Whether the search is complete. */
  complete: boolean;
};

function textOf({ filter: { state, ...filters }, first, complete }: Props): [title: string, text: string] {
  const isFiltered = Object.keys(filters).length > 0;
  if (!isFiltered && state === undefined && first && complete)
    return [
      "No messages yet",
      "Messages are published in the transaction of their change. They appear here from the outbox to delivered or dead-lettered.",
    ];
  return [
    complete ? (first ? "No messages found" : "No older messages") : "No matches so far",
    isFiltered
      ? "All filters must match. An address finds the messages of people who currently have it."
      : "No messages are in this state.",
  ];
}

/** Empty state of the message list. */
export function NoMessages(props: Props) {
  const [title, text] = textOf(props);
  const isAll = Object.keys(props.filter).length === 0 && props.first;
  const link = isAll ? samplePages()?.message : { href: "/ops/messages", label: "Show all messages" };
  return (
    <EmptyState title={title} link={link}>
      {text}
    </EmptyState>
  );
}
