// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { html } from "#server/adapters/mail/html-tag.ts";

const polyglots = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  '"><svg onload=alert(1)>',
  "' onmouseover='alert(1)",
  "`onmouseover=alert(1)",
  "javascript:alert(1)",
  "</title></style></textarea></script><script>alert(1)</script>",
  "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk=alert() )//%0D%0A%0d%0a//</stYle/</titLe/</teXtarEa/</scRipt/--!>\\x3csVg/<sVg/oNloAd=alert()//>\\x3e",
  '<!--<img src="--><img src=x onerror=alert(1)//">',
  "&lt;script&gt;alert(1)&lt;/script&gt;",
  "{{constructor.constructor('alert(1)')()}}",
  '<a href="data:text/html,<script>alert(1)</script>">x</a>',
  "\u2028<b>\u0000</b>",
];

const parse = (markup: string) => new DOMParser().parseFromString(markup, "text/html");

describe("an inserted value", () => {
  it.each(polyglots)("stays text in an element: %s", (evil) => {
    const { body } = parse(html`<p>${evil}</p>`.markup);
    expect(body.querySelectorAll("*")).toHaveLength(1);
    expect(body.textContent).toBe(evil.replaceAll("\u0000", ""));
  });

  it.each(polyglots)("stays one attribute in quotes: %s", (evil) => {
    for (const markup of [html`<p title="${evil}">x</p>`.markup, html`<p title='${evil}'>x</p>`.markup]) {
      const { body } = parse(markup);
      expect(body.querySelectorAll("*")).toHaveLength(1);
      expect(body.querySelector("p")?.getAttributeNames()).toEqual(["title"]);
    }
  });
});

it("does not escape its own markup, alone or in lists", () => {
  const rows = ["a", "<b>"].map((word) => html`<li>${word}</li>`);
  expect(html`<ul>${rows}</ul>${html`<p>${1}</p>`}`.markup).toBe("<ul><li>a</li><li>&lt;b&gt;</li></ul><p>1</p>");
});
