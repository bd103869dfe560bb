import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { markLabels, markNames, markOf } from "#components/marks/mark-names.ts";
import { StateMark, StateWord } from "#components/marks/state-mark.tsx";
import { shownStates } from "#server/contracts/delivery/delivery.ts";

test.each(markNames)("%s renders its label as text and its icon as hidden", (name) => {
  const { container } = render(<StateWord name={name} />);
  expect(container.textContent).toBe(markLabels[name]);
  expect(container.querySelector("svg")?.getAttribute("aria-hidden")).toBe("true");
});

test("an icon without text has an accessible name", () => {
  render(<StateMark name="dead" label="Dead-lettered" />);
  expect(screen.getByRole("img", { name: "Dead-lettered" })).toBeTruthy();
});

test("every state has a different shape", () => {
  const shapes = markNames.map((name) => {
    const { container } = render(<StateMark name={name} />);
    return container.querySelector("svg")?.innerHTML;
  });
  expect(new Set(shapes).size).toBe(markNames.length);
});

test.each(shownStates)("state %s has an icon and a label", (shown) => {
  const { name, word } = markOf(shown);
  expect(markNames).toContain(name);
  expect(word).not.toBe("");
});
