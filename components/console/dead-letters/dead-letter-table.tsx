import { DeadLetterRow } from "#components/console/dead-letters/dead-letter-row.tsx";
import { isSelectable, type Selection } from "#components/console/dead-letters/use-selection.ts";
import type { StableRow } from "#components/live/stable-list.ts";
import { CheckBox } from "#components/ui/check-box.tsx";
import type { DeadLetterItemDto } from "#server/contracts/triage/dead-letter.ts";
import type { ListedState } from "#server/contracts/triage/dead-letter-filter.ts";

const head = "py-1.5 text-xs font-medium text-fg-3";

type DeadLetterTableProps = {
  rows: readonly StableRow<DeadLetterItemDto>[];
  ofCause?: boolean;
  /** Which list: dead letters or discarded ones. */
  state?: ListedState;
  /** Without a selection there are no checkboxes. */
  selection?: Selection;
};

/** Dead letters with their failure and next step. The whole row links to the dead letter. */
export function DeadLetterTable({ rows, ofCause = false, state = "dead", selection }: DeadLetterTableProps) {
  return (
    <table className="w-full table-fixed">
      <colgroup>
        {selection && <col className="w-11 desk:w-12" />}
        <col />
        <col className="w-28 max-desk:hidden" />
        <col className="w-14 max-desk:hidden" />
        <col className="w-24 max-desk:w-22" />
        <col className="w-[30%] max-desk:hidden" />
      </colgroup>
      <thead>
        <tr>
          {selection && (
            <th scope="col" className={`${head} relative h-7 ps-4 text-start max-desk:h-11 desk:ps-6`}>
              <CheckBox
                label={`Select all ${rows.filter(isSelectable).length} on this page`}
                checked={selection.all}
                mixed={!selection.all && selection.letters.length > 0}
                inert={!rows.some(isSelectable)}
                onToggle={selection.toggleAll}
              />
            </th>
          )}
          <th scope="col" className={`${head} text-start ${selection ? "" : "ps-4 desk:ps-6"}`}>
            Failure
          </th>
          <th scope="col" className={`${head} px-2 text-start max-desk:hidden`}>
            Order
          </th>
          <th scope="col" className={`${head} px-2 text-end max-desk:hidden`}>
            Attempts
          </th>
          <th scope="col" className={`${head} ps-2 pe-4 text-end desk:pe-2`}>
            {state === "dead" ? "Age" : "Discarded"}
          </th>
          <th scope="col" className={`${head} ps-6 pe-6 text-start max-desk:hidden`}>
            {state === "dead" ? "Next step" : "Reason"}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <DeadLetterRow key={row.item.id} {...row} ofCause={ofCause} state={state} selection={selection} />
        ))}
      </tbody>
    </table>
  );
}
