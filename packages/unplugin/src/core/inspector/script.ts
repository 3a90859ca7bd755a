/**
 * The page's script. All that comes from a template is put into the page as text, never as markup. It asks once a second
 * whether something has changed, and only while the page is seen.
 */
export const SCRIPT: string = `
'use strict'
const MOST = 500
const list = document.getElementById('prompts')
const filter = document.getElementById('filter')
const main = document.querySelector('main')
const status = document.getElementById('status')
let state = { revision: '', prompts: [], errors: [] }
let shown

function make(tag, properties, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value
    else element.setAttribute(name, value)
  }
  element.append(...children)
  return element
}

const json = (value) => JSON.stringify(value, null, 2)
// For the eye, each line of a text begins anew under the one before.
const readable = (text) => text.split('\\n').map((line) => {
  const [indent] = /^ */.exec(line)
  return line.replace(/\\\\.(?!",?$)/g, (escape) => escape === '\\\\n' ? escape + '\\n' + indent + '  ' : escape)
}).join('\\n')
const selected = () => {
  try { return decodeURIComponent(location.hash.slice(1)) } catch { return '' }
}

function showList() {
  const wanted = filter.value.toLowerCase()
  const names = state.prompts.filter((name) => name.toLowerCase().includes(wanted))
  const current = selected()
  const items = names.slice(0, MOST).map((name) => {
    const link = make('a', { href: '#' + encodeURIComponent(name) }, name)
    if (name === current) link.setAttribute('aria-current', 'page')
    return make('li', {}, link)
  })
  if (names.length > MOST) items.push(make('li', { className: 'quiet' }, 'and ' + (names.length - MOST) + ' more'))
  if (names.length === 0) items.push(make('li', { className: 'quiet' }, 'no prompts'))
  list.replaceChildren(...items)
}

function problem(error) {
  const place = [error.file, error.line, error.column].filter((part) => part !== undefined).join(':')
  const children = [make('strong', {}, error.summary), make('div', { className: 'quiet' }, place)]
  if (error.frame) children.push(make('pre', {}, error.frame))
  children.push(make('div', {}, '→ ' + error.hint))
  return make('div', { className: 'problem', role: 'alert' }, ...children)
}

function copyButton(text, label) {
  const button = make('button', { type: 'button', 'aria-label': 'Copy ' + label }, 'Copy')
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text)
      status.textContent = 'Copied ' + label + '.'
      button.textContent = 'Copied'
    } catch {
      status.textContent = 'The browser does not let this page copy.'
    }
    setTimeout(() => { button.textContent = 'Copy' }, 1500)
  })
  return button
}

function facts(candidate) {
  const rows = [
    ['model', candidate.provider + ' ' + candidate.model],
    ['api', candidate.api],
    ['version', candidate.version],
    ['file', candidate.file],
    ['size', candidate.characters + ' characters, about ' + candidate.tokens + ' tokens'],
  ]
  if (candidate.history) rows.push(['history', 'in the place of ‹history›'])
  if (candidate.media.length > 0) {
    rows.push(['media', candidate.media.map((slot) => slot.name + ' (' + slot.type + ')').join(', ')])
  }
  const list = make('dl', { title: candidate.digest })
  for (const [term, text] of rows) list.append(make('dt', {}, term), make('dd', {}, text))
  return list
}

function card(candidate, index) {
  const role = index === 0 ? 'primary' : index === 1 ? 'fallback' : 'fallback ' + index
  const heading = make('h3', {}, candidate.environment + ' ', make('span', { className: 'role' }, role))
  const header = make('header', {}, heading, facts(candidate))
  if (candidate.problem !== undefined) {
    return make('article', { className: 'card' }, header, make('pre', {}, candidate.problem))
  }
  const body = json(candidate.request)
  const label = 'the request of ' + candidate.environment
  return make('article', { className: 'card' }, header,
    make('div', { className: 'bar' }, make('span', {}, 'request'), copyButton(body, label)),
    make('pre', { tabIndex: 0, role: 'region', 'aria-label': label }, readable(body)))
}

async function showPrompt() {
  const name = selected()
  const token = shown = {}
  const children = state.errors.map(problem)
  if (name === '') {
    const text = state.prompts.length > 0 ? 'Choose a prompt.' : 'There are no prompts yet: run understudy init.'
    main.replaceChildren(...children, make('p', { className: 'quiet' }, text))
    return
  }
  const response = await fetch('prompt.json?name=' + encodeURIComponent(name))
  const { prompts, errors } = await response.json()
  if (token !== shown) return
  const known = new Set(state.errors.map((error) => error.message))
  children.push(...errors.filter((error) => !known.has(error.message)).map(problem))
  for (const prompt of prompts) {
    const variables = json(prompt.variables)
    children.push(
      make('h2', {}, prompt.name),
      make('p', { className: 'quiet' }, 'Rendered with sample variables. Tokens are an estimate: one for four ASCII characters of the request, one for each other. Lines are broken after each \\\\n for reading; Copy gives the JSON itself.'),
      make('div', { className: 'variables' },
        make('div', { className: 'bar' }, make('span', {}, 'variables'), copyButton(variables, 'the variables')),
        make('pre', { tabIndex: 0, role: 'region', 'aria-label': 'variables' }, readable(variables))),
      make('div', { className: 'candidates' }, ...prompt.candidates.map(card)))
  }
  main.replaceChildren(...children)
  document.title = name + ' · Understudy'
}

async function update() {
  const response = await fetch('prompts.json')
  if (!response.ok) throw new Error('HTTP ' + response.status)
  const next = await response.json()
  if (next.revision === state.revision) return
  const first = state.revision === ''
  state = next
  if (first && selected() === '' && state.prompts.length > 0) {
    history.replaceState(null, '', '#' + encodeURIComponent(state.prompts[0]))
  }
  showList()
  await showPrompt()
  if (!first) status.textContent = 'Updated.'
}

async function follow() {
  if (document.visibilityState === 'visible') {
    try {
      await update()
      if (status.textContent === 'The dev server does not answer.') status.textContent = ''
    } catch {
      status.textContent = 'The dev server does not answer.'
    }
  }
  setTimeout(follow, 1000)
}

filter.addEventListener('input', showList)
addEventListener('hashchange', () => { showList(); void showPrompt() })
void follow()
`
