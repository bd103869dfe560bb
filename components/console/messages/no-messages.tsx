import Link from "next/link";
import { buttonClass } from "#components/ui/button-class.ts";
import type { ExplorerFilter } from "#server/contracts/triage/explorer.ts";

type Props = {
  filter: ExplorerFilter;
  /** Whether this is the first page. */
  first: boolean;
  /** Whether the search has come to its end. */
  complete: boolean;
};

function wordsOf({ filter: { state, ...asked }, first, complete }: Props): [title: string, text: string] {
  const isFiltered = Object.keys(asked).length > 0;
  if (!isFiltered && state === undefined && first && complete)
    return [
      "No message was written yet",
      "An order writes one in its own transaction, and each reaction to it stands here, from the outbox to delivered or dead.",
    ];
  return [
    complete ? (first ? "No message is there" : "Nothing is older") : "None so far",
    isFiltered
      ? "All filters must hold together. An address finds the orders of the customers who have it now."
      : "Nothing stands in this state at the moment.",
  ];
}

/** Says why the list is empty, and one thing to do. */
export function NoMessages(props: Props) {
  const [title, text] = wordsOf(props);
  const isAll = Object.keys(props.filter).length === 0 && props.first;
  return (
    <div className="border-t border-line px-4 py-6 desk:px-6">
      <p className="text-base font-semibold">{title}</p>
      <p className="max-w-[72ch] pt-1 pb-3 text-pretty text-fg-2">{text}</p>
      <Link href={isAll ? "/checkout?sample=plain" : "/ops/messages"} className={buttonClass()}>
        {isAll ? "Place a sample order" : "Show all messages"}
      </Link>
    </div>
  );
}
