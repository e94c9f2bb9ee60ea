import type { Answer } from "./http/answer.ts";

/** The page at the root: tells a person who opens the address that the right program answers, and whether it works. */
export function statusPage(databaseAnswers: boolean): Answer {
  const [word, sentence] = databaseAnswers
    ? ["good", "The service is running and its database answers."]
    : ["bad", "The service is running, but its database does not answer."];
  return {
    status: databaseAnswers ? 200 : 500,
    headers: {
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
      "cache-control": "no-store",
    },
    content: { type: "text/html; charset=UTF-8", text: page(word, sentence) },
  };
}

function page(word: string, sentence: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API Integration Status</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 1rem/1.5 system-ui, sans-serif; display: grid; place-content: center; min-height: 90vh; margin: 1rem; }
  main { max-width: 30rem; padding: 2rem; border: 1px solid #8884; border-radius: 1rem; }
  h1 { font-size: 1.25rem; margin: 0 0 .5rem; }
  p { margin: 0; }
  i { display: inline-block; width: .75em; height: .75em; border-radius: 50%; margin-right: .5em; }
  .good { background: #2da44e; }
  .bad { background: #cf222e; }
</style>
</head>
<body>
<main>
<h1>API Integration Status</h1>
<p><i class="${word}"></i>${sentence}</p>
</main>
</body>
</html>
`;
}
