import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { markLabels, markNames, markOf } from "#components/marks/mark-names.ts";
import { StateMark, StateWord } from "#components/marks/state-mark.tsx";
import { shownStates } from "#server/contracts/delivery/delivery.ts";

test.each(markNames)("%s is a shape with its word beside it, and the shape alone is silent", (name) => {
  const { container } = render(<StateWord name={name} />);
  expect(container.textContent).toBe(markLabels[name]);
  expect(container.querySelector("svg")?.getAttribute("aria-hidden")).toBe("true");
});

test("a mark without a word beside it carries the word as its label", () => {
  render(<StateMark name="dead" label="Dead" />);
  expect(screen.getByRole("img", { name: "Dead" })).toBeTruthy();
});

test("no two states share a shape", () => {
  const shapes = markNames.map((name) => {
    const { container } = render(<StateMark name={name} />);
    return container.querySelector("svg")?.innerHTML;
  });
  expect(new Set(shapes).size).toBe(markNames.length);
});

test.each(shownStates)("the shown state %s has a mark and a word", (shown) => {
  const { name, word } = markOf(shown);
  expect(markNames).toContain(name);
  expect(word).not.toBe("");
});
