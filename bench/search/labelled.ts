import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A passage of the collection. */
export interface Passage {
  /** From 1, in the order of the text. */
  id: number
  /** Passages of a book follow one another; entries of the lexicon stand each by itself. */
  book: 'gen' | 'ruth' | 'jonah' | 'jargon'
  /** Chapter and verse, or the headword. */
  key: string
  text: string
}

export const kinds = ['story', 'riddle', 'jargon'] as const
export interface Question {
  kind: (typeof kinds)[number]
  text: string
  /** Ids of the passages that answer it. */
  answers: readonly number[]
  /** Every other question chose the weights of the ranking; the rest never did. */
  isHeldOut: boolean
}

const lines = (file: string): string[] =>
  readFileSync(join(import.meta.dirname, file), 'utf8')
    .trimEnd()
    .split('\n')

/** README.md tells where texts and questions are from. */
export function labelledCollection(): { passages: Passage[]; questions: Question[] } {
  const passages = [...lines('story.txt'), ...lines('jargon.txt')].map(toPassage)
  const ids = new Map(passages.map(({ book, key, id }) => [`${book} ${key}`, id]))
  const idOf = (name: string): number => {
    const id = ids.get(name)
    if (id === undefined) throw new Error(`No passage "${name}"`)
    return id
  }
  const questions = [
    ...lines('questions-story.txt').map((line) => ({ kind: 'story' as const, ...toQuestion(line, idOf) })),
    ...lines('questions-riddles.txt').map((line) => ({ kind: 'riddle' as const, ...toQuestion(line, idOf) })),
    ...lines('questions-jargon.txt').map((line) => ({
      kind: 'jargon' as const,
      ...toQuestion(`jargon ${line}`, idOf),
    })),
  ]
  return { passages, questions: questions.map((each, n) => ({ ...each, isHeldOut: n % 2 === 1 })) }
}

function toPassage(line: string, index: number): Passage {
  const at = line.indexOf('|')
  const [name, text] = [line.slice(0, at), line.slice(at + 1)]
  const verse = /^(gen|ruth|jonah) (\d+:\d+)$/.exec(name)
  const book = (verse?.[1] ?? 'jargon') as Passage['book']
  return { id: index + 1, book, key: verse?.[2] ?? name, text }
}

/** `gen 2:11,2:12|question` or `jargon headword|question`. */
function toQuestion(line: string, idOf: (name: string) => number): { text: string; answers: number[] } {
  const at = line.indexOf('|')
  const name = line.slice(0, at)
  const text = line.slice(at + 1)
  if (name.startsWith('jargon ')) return { text, answers: [idOf(name)] }
  const [book, verses = ''] = name.split(' ')
  return { text, answers: verses.split(',').map((verse) => idOf(`${book} ${verse}`)) }
}
