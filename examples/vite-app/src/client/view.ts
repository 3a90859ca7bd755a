import type { Attempt, CandidateId } from '@understudy/runtime'

/** The part of the page that shows an answer. */
export interface View {
  /** Clears the last answer and shows that a new one is awaited. */
  begin(): void
  /** Tells how things stand, in a sentence. */
  tell(status: string): void
  append(text: string): void
  /** Takes back the text so far: another candidate begins anew. */
  clear(): void
  /** Marks the answer as ended, and shows what was tried for it. */
  end(attempts: readonly Attempt[]): void
}

/** Finds the elements of the page, and writes to them only as text. */
export function createView(): View {
  const section = element('result', HTMLElement)
  const status = element('status', HTMLElement)
  const answer = element('answer', HTMLElement)
  const table = element('attempts', HTMLTableElement)
  const [body] = table.tBodies

  return {
    begin() {
      section.hidden = false
      table.hidden = true
      answer.replaceChildren()
      answer.ariaBusy = 'true'
    },
    tell(text) {
      status.textContent = text
    },
    append(text) {
      answer.append(text)
    },
    clear() {
      answer.replaceChildren()
    },
    end(attempts) {
      answer.ariaBusy = 'false'
      table.hidden = attempts.length === 0
      body?.replaceChildren(...attempts.map(row))
    },
  }
}

/** An element of the page by its id. @throws when there is none of this type. */
export function element<E extends HTMLElement>(id: string, type: abstract new () => E): E {
  const found = document.getElementById(id)
  if (found instanceof type) return found
  throw new Error(`The page has no ${type.name} #${id}.`)
}

/** A candidate, for people. */
export function nameOf({ provider, model, environment }: CandidateId): string {
  return `${provider} ${model} (${environment})`
}

function row(attempt: Attempt): HTMLTableRowElement {
  const { environment, provider, model, ok, kind, ms } = attempt
  const outcome = ok ? 'answered' : (kind ?? 'failed').replaceAll('_', ' ')
  const tr = document.createElement('tr')
  for (const text of [environment, `${provider} ${model}`, outcome, `${Math.round(ms)} ms`]) {
    tr.insertCell().textContent = text
  }
  tr.cells[2]?.classList.toggle('failed', !ok)
  tr.cells[3]?.classList.add('number')
  return tr
}
