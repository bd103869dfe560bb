"use client";
import { useNow } from "#components/browser/now.tsx";
import { useShortcut } from "#components/browser/use-shortcut.ts";

type NewItemsPillProps = {
  newCount: number;
  more: boolean;
  nouns: readonly [one: string, many: string];
  onShow: () => void;
  /** Full width above the list, or inline in its heading. */
  look?: "band" | "inline";
  /** Text of the band while nothing is new. */
  quiet?: string;
};

/** Shortest interval between announcements, in milliseconds. */
const announcedEveryMs = 10_000;

const looks = {
  band: { place: "h-7 border-y max-desk:h-11", button: "size-full justify-center" },
  inline: { place: "h-7 max-desk:h-11", button: "h-full rounded-control px-2" },
};

/** Counts new items above a list and shows them on click or `n`. Its height is reserved, so that no row moves. */
export function NewItemsPill({ newCount, more, nouns: [one, many], onShow, look = "band", quiet }: NewItemsPillProps) {
  useShortcut("news", onShow, newCount > 0);
  const period = Math.floor(useNow() / announcedEveryMs);
  const noun = `${newCount === 1 && !more ? one : many}. Show`;
  const { place, button } = looks[look];
  return (
    <div className={`${place} text-xs ${newCount > 0 ? "border-line" : "border-transparent"}`}>
      {newCount > 0 ? (
        <button
          type="button"
          onClick={onShow}
          className={`flex items-center gap-1.5 bg-hover font-medium whitespace-nowrap text-fg-2 hover:text-fg ${button}`}
        >
          <span aria-hidden="true" className="size-1.5 rounded-full bg-fg" />
          <span>
            {`${newCount}${more ? " or more" : ""} new `}
            <span className={look === "inline" ? "sr-only" : ""}>{noun}</span>
          </span>
          <kbd className="rounded-badge border border-line-input px-1 text-2xs max-desk:hidden">n</kbd>
        </button>
      ) : (
        quiet && <p className="flex size-full items-center justify-center px-4 text-fg-3">{quiet}</p>
      )}
      <span key={period} role="status" className="sr-only">
        {newCount > 0 ? `New ${many} available` : ""}
      </span>
    </div>
  );
}
