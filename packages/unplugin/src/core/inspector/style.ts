/** The page's style. */
export const STYLE: string = `
:root {
  color-scheme: light dark;
  --line: light-dark(#d9dce3, #343a46);
  --soft: light-dark(#f5f6f9, #1b1f27);
  --text: light-dark(#1b2030, #e7e9ef);
  --quiet: light-dark(#565d70, #a2a9ba);
  --accent: light-dark(#4338ca, #a5b4fc);
  --bad: light-dark(#b42318, #fda29b);
  font: 15px/1.5 system-ui, sans-serif;
}
* { box-sizing: border-box; }
body { margin: 0; display: grid; grid-template-columns: 17rem 1fr; min-height: 100vh; color: var(--text); background: light-dark(#fff, #12151b); }
nav { border-right: 1px solid var(--line); background: var(--soft); padding: 1.25rem 1rem; position: sticky; top: 0; height: 100vh; overflow: auto; }
nav h1 { font-size: 1rem; margin: 0 0 1rem; }
label { display: block; font-size: .85rem; color: var(--quiet); }
input { width: 100%; margin: .25rem 0 1rem; padding: .45rem .6rem; font: inherit; color: inherit; background: light-dark(#fff, #12151b); border: 1px solid var(--line); border-radius: 6px; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav a { display: block; padding: .3rem .6rem; border-radius: 6px; color: inherit; text-decoration: none; overflow-wrap: anywhere; }
nav a:hover { background: light-dark(#e9ebf2, #262b36); }
nav a[aria-current] { background: light-dark(#e0e3fb, #2c2f55); color: var(--accent); font-weight: 600; }
main { padding: 1.5rem 2rem; min-width: 0; }
h2 { margin: 0 0 .5rem; overflow-wrap: anywhere; }
h3 { margin: 0; font-size: 1rem; overflow-wrap: anywhere; }
.candidates { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 1rem; margin-top: 1rem; align-items: start; }
.card { border: 1px solid var(--line); border-radius: 10px; min-width: 0; }
.card header { padding: .8rem 1rem; border-bottom: 1px solid var(--line); }
.role { color: var(--quiet); font-weight: 400; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .8rem; margin: .5rem 0 0; font-size: .88rem; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
.bar { display: flex; justify-content: space-between; align-items: center; padding: .5rem 1rem 0; font-size: .85rem; color: var(--quiet); }
button { font: inherit; font-size: .85rem; padding: .2rem .7rem; color: inherit; background: var(--soft); border: 1px solid var(--line); border-radius: 6px; cursor: pointer; }
button:hover { border-color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
pre { margin: 0; padding: .8rem 1rem; overflow: auto; max-height: 70vh; font: 13px/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
.variables { border: 1px solid var(--line); border-radius: 10px; background: var(--soft); }
.problem { border: 1px solid var(--bad); border-radius: 10px; padding: .8rem 1rem; margin-bottom: 1rem; }
.problem strong { color: var(--bad); }
.problem pre { padding: .5rem 0 0; }
.quiet { color: var(--quiet); }
@media (max-width: 50rem) { body { display: block; } nav { position: static; height: auto; max-height: 40vh; } main { padding: 1rem; } }
`
