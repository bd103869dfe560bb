import { expect, it } from "vitest";
import { searchScopeText } from "#components/console/shell/search-scope.tsx";

const scope = { searched: 20_000, of: 1_000_000, complete: false, payload: true, milliseconds: 512 };

it("shows the searched number, the total and the matches", () => {
  expect(searchScopeText(scope, 3)).toBe(
    "Searched the newest 20,000 of 1,000,000 in IDs, errors and payloads; this page took 0.5 s. 3 found on this page.",
  );
});

it("omits an unknown total", () => {
  expect(searchScopeText({ ...scope, of: null, payload: false }, 0)).toBe(
    "Searched the newest 20,000; this page took 0.5 s. 0 found on this page.",
  );
});

it("reports a complete search", () => {
  expect(searchScopeText({ ...scope, searched: 41, complete: true, payload: false }, 1)).toBe(
    "Searched all 41 in 0.5 s.",
  );
});
