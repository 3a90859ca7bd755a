import { ask } from './ask.ts'
import { createView, element, nameOf } from './view.ts'

const view = createView()
const input = element('question', HTMLInputElement)
const form = element('form', HTMLFormElement)
let current = new AbortController()

form.addEventListener('submit', (event) => {
  event.preventDefault()
  // A new question ends the last one, down to the request at the provider.
  current.abort()
  current = new AbortController()
  void show(input.value, current.signal)
})

for (const sample of document.querySelectorAll('.samples button')) {
  sample.addEventListener('click', () => {
    input.value = sample.textContent
    form.requestSubmit()
  })
}

async function show(question: string, signal: AbortSignal): Promise<void> {
  view.begin()
  view.tell('Asking…')
  try {
    for await (const event of ask(question, signal)) {
      if (signal.aborted) return
      if (event.type === 'text') view.append(event.text)
      if (event.type === 'reset') {
        view.clear()
        view.tell(`${nameOf(event.from)} broke off; ${nameOf(event.to)} begins anew.`)
      }
      if (event.type === 'done') {
        view.tell(`Answered by ${nameOf(event.servedBy)}.`)
        return view.end(event.attempts)
      }
      if (event.type === 'error') {
        view.tell('No answer.')
        view.clear()
        view.append(event.message)
        return view.end(event.attempts)
      }
    }
    throw new Error('The connection to the server broke off.')
  } catch (error) {
    if (signal.aborted) return
    view.tell(error instanceof Error ? error.message : String(error))
    view.end([])
  }
}
