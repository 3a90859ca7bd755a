import { SCRIPT } from './script.ts'
import { STYLE } from './style.ts'

/**
 * The page that shows every prompt as its providers will receive it. The same for every project: what it shows, it asks for.
 *
 * @param nonce What the page's content security policy knows its script and style by.
 */
export function inspectorPage(nonce: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Prompts · Understudy</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<nav aria-label="Prompts">
<h1>Understudy</h1>
<label for="filter">Filter prompts</label>
<input id="filter" type="search" autocomplete="off">
<ul id="prompts"></ul>
<p id="status" class="quiet" role="status"></p>
</nav>
<main><noscript>This page needs JavaScript.</noscript></main>
<script nonce="${nonce}">${SCRIPT}</script>
</body>
</html>
`
}

/** The headers of the page and of what it asks for: nothing from elsewhere, nothing kept, in nobody's frame. */
export function inspectorHeaders(nonce: string): Record<string, string> {
  const own = `'nonce-${nonce}'`
  const policy = [
    "default-src 'none'",
    `script-src ${own}`,
    `style-src ${own}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]
  return {
    'content-security-policy': policy.join('; '),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  }
}
