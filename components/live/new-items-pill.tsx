"use client";
import { useNow } from "#components/browser/now.tsx";
import { useShortcut } from "#components/browser/use-shortcut.ts";

type NewItemsPillProps = {
  news: number;
  more: boolean;
  nouns: readonly [one: string, many: string];
  onShow: () => void;
  /** Across the list, or in the line of its heading. */
  look?: "band" | "inline";
  /** What the band says while nothing is new. */
  quiet?: string;
};

/** Announced at most so often, however fast they come. */
const announcedEveryMs = 10_000;

const looks = {
  band: { place: "h-7 border-y max-desk:h-11", button: "size-full justify-center" },
  inline: { place: "h-7 max-desk:h-11", button: "h-full rounded-control px-2" },
};

/**
 * What has come in above the list waits here (`n`). Its place is kept also when there is nothing to say: rows that make room
 * for it would move under the cursor.
 */
export function NewItemsPill({ news, more, nouns: [one, many], onShow, look = "band", quiet }: NewItemsPillProps) {
  useShortcut("news", onShow, news > 0);
  const period = Math.floor(useNow() / announcedEveryMs);
  const noun = `${news === 1 && !more ? one : many}. Show`;
  const { place, button } = looks[look];
  return (
    <div className={`${place} text-xs ${news > 0 ? "border-line" : "border-transparent"}`}>
      {news > 0 ? (
        <button
          type="button"
          onClick={onShow}
          className={`flex items-center gap-1.5 bg-hover font-medium whitespace-nowrap text-fg-2 hover:text-fg ${button}`}
        >
          <span aria-hidden="true" className="size-1.5 rounded-full bg-fg" />
          <span>
            {`${news}${more ? " or more" : ""} new `}
            <span className={look === "inline" ? "sr-only" : ""}>{noun}</span>
          </span>
          <kbd className="rounded-badge border border-line-input px-1 text-2xs max-desk:hidden">n</kbd>
        </button>
      ) : (
        quiet && <p className="flex size-full items-center justify-center px-4 text-fg-3">{quiet}</p>
      )}
      <span key={period} role="status" className="sr-only">
        {news > 0 ? `New ${many} wait` : ""}
      </span>
    </div>
  );
}
