import { expect, test } from 'vitest'
import { readPrompt } from './read-prompt.ts'

test('numbered lines with titles, and a line with the question', () => {
  const prompt = [
    'You answer from the passages only.\nCite passages as [1].',
    'Passages:\n[1] Japan: The capital of Japan is Tokyo.\nIts currency is the yen.\n[2] No title here\n\nQuestion: What is the capital of Japan?\nAnswer briefly.',
  ]
  expect(readPrompt(prompt)).toEqual({
    passages: [
      { title: 'Japan', text: 'The capital of Japan is Tokyo. Its currency is the yen.' },
      { title: '', text: 'No title here' },
    ],
    question: 'What is the capital of Japan?',
  })
})

test('elements with escaped text', () => {
  const prompt = `<passages>
<passage id="1" title="Trinidad &amp; Tobago">Port of Spain
is the capital.</passage>
<passage id="2">A &lt; B.</passage>
</passages>
<question>
  Who borders "A &amp; B"?
</question>`
  expect(readPrompt([prompt])).toEqual({
    passages: [
      { title: 'Trinidad & Tobago', text: 'Port of Spain\nis the capital.' },
      { title: '', text: 'A < B.' },
    ],
    question: 'Who borders "A & B"?',
  })
})

test.each([
  ['the last question of a conversation', ['Question: One?', 'Answer.', 'Question: Two?'], 'Two?'],
  ['a question in bold', ['**Question:** Which one?'], 'Which one?'],
  ['a question under its title', ['Question:\nWhich one?'], 'Which one?'],
  ['a question after an example in an element', ['<question>Old?</question>', 'question: New?'], 'New?'],
  ['the last line that is no passage', ['Rules.', 'Sources:\n[1] A: b.\n\nWhich one?'], 'Which one?'],
  ['the last line with a question mark', ['Which one?\nAnswer:'], 'Which one?'],
  ['the last line', ['Rules.\nTell me the one'], 'Tell me the one'],
  ['a message that is a question only', ['Rules.', 'Which one?'], 'Which one?'],
  ['nothing', [], ''],
])('finds %s', (_, messages, question) => {
  expect(readPrompt(messages).question).toBe(question)
})
