/** The variables of the example's prompt. */
export interface Variables {
  question: string
  passages: Passage[]
}

interface Passage {
  id: number
  title: string
  text: string
}

/** A message of a request body. */
export interface Message {
  role: string
  content: string
}

/** Variables like those of a question over eight passages of half a kilobyte each. */
export const samples: readonly Variables[] = Array.from({ length: 64 }, (_, n) => ({
  question: `What is the capital of country ${n}?`,
  passages: Array.from({ length: 8 }, (_, i) => ({
    id: i + 1,
    title: `Country ${n} ${i}`,
    text: `The capital of country ${n} is city ${i}, which lies on a river. `.repeat(8),
  })),
}))
