import { afterEach, expect, test } from "vitest";
import { deadLetterIcon, showDeadLetterIcon } from "#components/console/shell/dead-letter-icon.ts";

afterEach(() => {
  document.head.innerHTML = "";
});

test("the tab icon counts dead letters up to nine, and is reset at zero", () => {
  document.head.innerHTML = '<link rel="icon" href="/icon.svg">';
  const link = document.querySelector<HTMLLinkElement>("link");
  showDeadLetterIcon(3);
  expect(link?.href).toBe(deadLetterIcon(3));
  expect(decodeURIComponent(link?.href ?? "")).toContain(">3</text>");
  showDeadLetterIcon(12);
  expect(decodeURIComponent(link?.href ?? "")).toContain(">9+</text>");
  showDeadLetterIcon(0);
  expect(link?.getAttribute("href")).toMatch(/\/icon\.svg$/);
});
