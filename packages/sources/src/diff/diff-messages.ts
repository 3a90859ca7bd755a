import type { CompiledTemplate } from '@understudy/compiler'
import { diffArrays } from 'diff'
import { diffText } from './diff-text.ts'
import type { MessageDiff } from './project-diff.ts'

/** A message as it is compared and shown. */
interface Entry {
  label: string
  text: string
}

/** Compares the messages of two templates: those that differ are compared word by word, with the one in their place. */
export function diffMessages(
  before: CompiledTemplate | undefined,
  after: CompiledTemplate | undefined,
): MessageDiff[] {
  const [old, now] = [entriesOf(before), entriesOf(after)]
  const diffs: MessageDiff[] = []
  let removed: Entry[] = []
  let [o, n] = [0, 0]
  const flush = (added: Entry[]): void => {
    for (let i = 0; i < Math.max(removed.length, added.length); i++) {
      diffs.push(...diffPair(removed[i], added[i]))
    }
    removed = []
  }
  for (const { count, removed: isRemoved, added: isAdded } of diffArrays(old.map(keyOf), now.map(keyOf))) {
    if (isRemoved) removed = old.slice(o, o + count)
    else if (isAdded) flush(now.slice(n, n + count))
    else {
      flush([])
      diffs.push(...now.slice(n, n + count).map(({ label, text }) => whole('same', label, text)))
    }
    if (!isAdded) o += count
    if (!isRemoved) n += count
  }
  flush([])
  return diffs
}

function diffPair(before: Entry | undefined, after: Entry | undefined): MessageDiff[] {
  if (before && after && before.label === after.label) {
    return [{ kind: 'changed', label: after.label, parts: diffText(before.text, after.text) }]
  }
  return [
    ...(before ? [whole('removed', before.label, before.text)] : []),
    ...(after ? [whole('added', after.label, after.text)] : []),
  ]
}

function whole(kind: 'same' | 'added' | 'removed', label: string, text: string): MessageDiff {
  return { kind, label, parts: text === '' ? [] : [{ kind, text }] }
}

function entriesOf(template: CompiledTemplate | undefined): Entry[] {
  return (template?.messages ?? []).map((message) => {
    if (message.kind === 'history') return { label: 'history', text: '' }
    const media = message.media.map(({ name, type }) => `\n[${type}: ${name}]`)
    return { label: message.role, text: message.source + media.join('') }
  })
}

function keyOf({ label, text }: Entry): string {
  return `${label} ${text}`
}
