/** What a mail says, before it is text or HTML. */
export interface Message {
  readonly language: string;
  readonly serviceName: string;
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** Shown large, after the first paragraph. */
  readonly code: string | undefined;
}

/** The text part: paragraphs with empty lines between them, the code alone on its line. */
export function textOf({ paragraphs, code }: Message): string {
  const [first = "", ...rest] = paragraphs;
  return `${[first, ...(code === undefined ? [] : [code]), ...rest].join("\n\n")}\n`;
}

/** The HTML part. Mail programs know tables and inline styles; nothing is loaded from anywhere. */
export function htmlOf({ language, serviceName, subject, paragraphs, code }: Message): string {
  const [first = "", ...rest] = paragraphs.map(paragraph);
  const block = code === undefined ? "" : codeBlock(code);
  return `<!doctype html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(subject)}</title>
</head>
<body style="margin:0;padding:0;background:#f3f4f6">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f3f4f6">
<tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:520px;background:#fff;border-radius:12px;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;color:#1f2933">
<tr><td style="padding:32px 32px 8px;font-size:20px;font-weight:600">${escapeHtml(serviceName)}</td></tr>
<tr><td style="padding:8px 32px 32px;font-size:16px;line-height:1.5">
${[first, block, ...rest].filter((part) => part !== "").join("\n")}
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;
}

function paragraph(text: string): string {
  return `<p style="margin:16px 0 0">${escapeHtml(text)}</p>`;
}

function codeBlock(code: string): string {
  const style =
    "margin:24px 0;padding:16px;background:#f3f4f6;border-radius:8px;text-align:center;" +
    "font-family:ui-monospace,Menlo,Consolas,monospace;font-size:32px;font-weight:600;letter-spacing:6px";
  return `<p style="${style}">${escapeHtml(code)}</p>`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
