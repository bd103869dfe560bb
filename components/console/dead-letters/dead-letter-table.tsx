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
  /** Which list it is: of what is dead, or of what was put away. */
  state?: ListedState;
  /** Without one there are no boxes. */
  selection?: Selection;
};

/** The worklist: each row says what failed and what to do next. The whole row leads to the letter. */
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
            What failed
          </th>
          <th scope="col" className={`${head} px-2 text-start max-desk:hidden`}>
            Order
          </th>
          <th scope="col" className={`${head} px-2 text-end max-desk:hidden`}>
            Tries
          </th>
          <th scope="col" className={`${head} ps-2 pe-4 text-end desk:pe-2`}>
            {state === "dead" ? "Dead for" : "Discarded"}
          </th>
          <th scope="col" className={`${head} ps-6 pe-6 text-start max-desk:hidden`}>
            {state === "dead" ? "Next step" : "Why, and by whom"}
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
