import { expect, it } from "vitest";
import { searchScopeText } from "#components/console/shell/search-scope.tsx";

const scope = { searched: 20_000, of: 1_000_000, complete: false, payload: true, milliseconds: 512 };

it("says how much was looked at, of how many, and what is found", () => {
  expect(searchScopeText(scope, 3)).toBe(
    "Looked at the newest 20,000 of 1,000,000 in ids, errors and payloads, this page in 0.5 s: 3 found here.",
  );
});

it("claims no total that nobody counts", () => {
  expect(searchScopeText({ ...scope, of: null, payload: false }, 0)).toBe(
    "Looked at the newest 20,000, this page in 0.5 s: 0 found here.",
  );
});

it("says so when there is nothing left to look at", () => {
  expect(searchScopeText({ ...scope, searched: 41, complete: true, payload: false }, 1)).toBe(
    "Looked at all that there is: 41 in 0.5 s.",
  );
});
