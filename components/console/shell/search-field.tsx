"use client";
import { Search } from "lucide-react";
import { useRef } from "react";
import { useShortcut } from "#components/browser/use-shortcut.ts";
import { Key } from "#components/ui/key.tsx";

/** Searches messages from any page. A plain form, so it works before hydration. */
export function SearchField() {
  const field = useRef<HTMLInputElement>(null);
  useShortcut("find", () => field.current?.select());
  return (
    <search aria-label="Find a message" className="max-desk:hidden">
      <form action="/ops/messages" className="relative flex items-center">
        <Search size={14} strokeWidth={1.5} aria-hidden="true" className="absolute start-2.5 text-fg-3" />
        <input
          ref={field}
          type="search"
          name="find"
          required
          maxLength={200}
          aria-label="Order, message ID or address"
          placeholder="Find order, ID, address"
          autoComplete="off"
          className="peer h-7 w-52 rounded-control border border-line-input bg-surface ps-7 pe-7 text-sm"
        />
        <span className="absolute end-1.5 peer-focus:hidden peer-[:not(:placeholder-shown)]:hidden">
          <Key>/</Key>
        </span>
      </form>
    </search>
  );
}
