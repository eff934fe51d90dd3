import type { GoogleUser } from "./claims.ts";

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escapeHtml = (text: string) =>
  text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

/** The style sheet of both pages. */
export const styleSheet = `:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0; display: grid; min-height: 100vh; place-items: center; }
main { width: min(24rem, 100% - 2rem); }
h1 { font-size: 1.5rem; }
button {
  display: block; width: 100%; margin: 0 0 0.75rem; padding: 0.75rem 1rem;
  border: 1px solid; border-radius: 0.5rem; background: none; color: inherit;
  font: inherit; text-align: start; cursor: pointer;
}
button:hover { text-decoration: underline; }
button:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
button span { display: block; font-size: 0.875rem; }
`;

const layout = (title: string, body: string) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="/sign-in.css">
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`;

/** The page that lists the development users as buttons; `fields` go along with the choice. */
export function signInPage(users: readonly GoogleUser[], fields: Readonly<Record<string, string>>): string {
  const hidden = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  const buttons = users.map(
    ({ email, name }) =>
      `<button name="email" value="${escapeHtml(email)}">${escapeHtml(name)}<span>${escapeHtml(email)}</span></button>`,
  );
  return layout(
    "Choose a development user",
    `<p>This page stands in for Google on your machine. No password is asked for.</p>
<form method="post" action="/sign-in">
${[...hidden, ...buttons].join("\n")}
</form>`,
  );
}

/** The page that says what is wrong with a sign-in request. */
export function signInProblem(problem: string): string {
  return layout("This sign-in cannot go on", `<p>${escapeHtml(problem)}</p>`);
}
