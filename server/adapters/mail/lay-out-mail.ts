import { type Html, html } from "#server/adapters/mail/html-tag.ts";

const font = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const graphite = "#1f2426";
const muted = "#5b6467";
const accent = "#007378";

// Mail clients without support for color schemes drop these rules and show the light mail.
const darkRules = html`
  :root { color-scheme: light dark; supported-color-schemes: light dark; }
  @media (prefers-color-scheme: dark) {
    .page { background-color: #111516 !important; }
    .card { background-color: #1a1f21 !important; border-color: #2b3235 !important; }
    .strong { color: #eef1f1 !important; }
    .soft { color: #a4adaf !important; }
    .rule { border-color: #2b3235 !important; }
    .accent { color: #4fc4c9 !important; }
  }`;

type MailFact = { label: string; value: string };

type MailContent = {
  subject: string;
  greeting: string;
  heading: string;
  paragraphs: readonly string[];
  facts: readonly MailFact[];
  closing: string;
};

const factRow = (fact: MailFact): Html => html`
            <tr>
              <td class="soft rule" style="${font};font-size:14px;line-height:20px;color:${muted};padding:10px 0;border-top:1px solid #e3e7e8">${fact.label}</td>
              <td class="strong rule" align="right" style="${font};font-size:14px;line-height:20px;font-weight:600;color:${graphite};padding:10px 0;border-top:1px solid #e3e7e8">${fact.value}</td>
            </tr>`;

const paragraph = (text: string): Html => html`
          <p class="strong" style="${font};font-size:16px;line-height:24px;color:${graphite};margin:0 0 16px">${text}</p>`;

/** Lays a mail out in both forms: a 600 px table with inline styles, and the same text as plain text. */
export function layOutMail(content: MailContent): { subject: string; html: string; text: string } {
  const markup = html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <meta name="supported-color-schemes" content="light dark">
  <title>${content.subject}</title>
  <style>${darkRules}</style>
</head>
<body class="page" style="margin:0;padding:0;background-color:#f4f6f6">
  <table class="page" role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="background-color:#f4f6f6">
    <tr>
      <td align="center" style="padding:32px 16px">
        <table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:600px">
          <tr>
            <td class="accent" style="${font};font-size:15px;line-height:20px;font-weight:700;letter-spacing:0.01em;color:${accent};padding:0 4px 16px">Redeliver</td>
          </tr>
          <tr>
            <td class="card" style="background-color:#ffffff;border:1px solid #e3e7e8;border-radius:12px;padding:32px;overflow-wrap:anywhere">
          <h1 class="strong" style="${font};font-size:22px;line-height:28px;font-weight:650;color:${graphite};margin:0 0 20px">${content.heading}</h1>${paragraph(content.greeting)}${content.paragraphs.map(paragraph)}
          <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 0">${content.facts.map(factRow)}
          </table>
            </td>
          </tr>
          <tr>
            <td class="soft" style="${font};font-size:13px;line-height:20px;color:${muted};padding:16px 4px 0">${content.closing}</td>
          </tr>
        </table>
      </td>
    </tr>
  </table>
</body>
</html>
`;
  const facts = content.facts.map((fact) => `${fact.label}: ${fact.value}`).join("\n");
  const text = [content.heading, content.greeting, ...content.paragraphs, facts, content.closing].join("\n\n");
  return { subject: content.subject, html: markup.markup, text: `${text}\n` };
}
