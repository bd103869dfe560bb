import { render, screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { FilterForm } from "#components/console/shell/filter-form.tsx";
import { deadLetterFilters } from "#server/contracts/triage/dead-letter-filter.ts";
import { explorerFilters } from "#server/contracts/triage/explorer-filter.ts";
import type { FilterFields } from "#server/contracts/triage/filter-field.ts";

const choices = { handlers: [{ id: "mail", label: "Order mails" }], types: [{ id: "a.b", label: "a.b" }] };
const show = (fields: FilterFields, filter: Record<string, string>, kept?: Record<string, string>) =>
  render(
    <FilterForm
      label="Filter"
      action="/ops/messages"
      submit="Find"
      {...{ fields, filter, choices, ...(kept && { kept }) }}
    />,
  );

it.each([
  ["dead letters", deadLetterFilters],
  ["messages", explorerFilters],
])("shows an input for every filter of %s that declares a control", (_, fields: FilterFields) => {
  const { container } = show(fields, {});
  const named = [...container.querySelectorAll("[name]")].map((input) => input.getAttribute("name"));
  expect(named.toSorted()).toEqual(
    Object.keys(fields)
      .filter((name) => fields[name]?.control)
      .toSorted(),
  );
});

it("shows the given values, opens rare filters that are set, and offers to clear them", () => {
  show(deadLetterFilters, { handler: "mail", attempts: "3", since: "2026-11-22T03:07:00Z" });
  expect(screen.getByLabelText<HTMLSelectElement>("Handler").value).toBe("mail");
  const rare = within(screen.getByText("More filters (2 set)").closest("details[open]") as HTMLElement);
  expect(rare.getByLabelText<HTMLInputElement>("Attempts").value).toBe("3");
  expect(rare.getByLabelText<HTMLInputElement>("Dead-lettered from (UTC)").value).toBe("2026-11-22T03:07");
  expect(screen.getByRole("link", { name: "Clear filter" })).toBeDefined();
});

it("sends a kept filter along and does not offer to clear it", () => {
  const { container } = show(explorerFilters, { state: "dead" }, { state: "dead" });
  expect(container.querySelector<HTMLInputElement>("input[type=hidden][name=state]")?.value).toBe("dead");
  expect(screen.queryByRole("link", { name: "Clear filter" })).toBeNull();
});
