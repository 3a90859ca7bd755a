import type { FailureKind } from '@understudy/runtime'

/** What the primary does in a story. */
export type Fault = 'none' | 'refuse' | '503' | 'stall' | 'cut'

/** One question, put to the server while its primary is in some state; and how that must end. */
export interface Story {
  name: string
  fault: Fault
  question: string
  /** What the answer must have. */
  answer: RegExp
  /** How the primary's attempt must fail. Absent: it must answer. */
  failure?: FailureKind
}

/** The stories, in the order in which they are told. */
export const stories: readonly Story[] = [
  {
    name: 'primary healthy',
    fault: 'none',
    question: 'What is the capital of Japan?',
    answer: /Tokyo/,
  },
  {
    name: 'primary refusing connections',
    fault: 'refuse',
    question: 'Which currency does Switzerland use?',
    answer: /Swiss franc/i,
    failure: 'connection',
  },
  {
    name: 'primary answering 503',
    fault: '503',
    question: 'Which countries border Portugal?',
    answer: /Spain/,
    failure: 'server',
  },
  {
    name: 'primary stalling before the first token',
    fault: 'stall',
    question: 'Which languages are spoken in Canada?',
    answer: /English and French|French and English/,
    failure: 'first_token_timeout',
  },
  {
    name: 'primary cut mid-stream',
    fault: 'cut',
    question: 'What is the calling code of Brazil?',
    answer: /\+55/,
    failure: 'truncated',
  },
]
