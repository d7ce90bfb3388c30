import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { analyzeText as analyze } from '../text/analyze'
import { reads } from './tool-deps'

const MAX_LENGTH = 100_000

export const analyzeText = (): Tool =>
  defineTool({
    name: 'analyze_text',
    title: 'Analyze Text',
    description:
      'Count characters, words, sentences and paragraphs of a text, with its frequent words, reading time, language where ' +
      'it shows, and for English how easy it reads (Flesch). Plain counting; it does not understand the text.',
    input: {
      text: z.string().max(MAX_LENGTH).describe(`At most ${MAX_LENGTH} characters`),
      frequentWords: z.number().int().min(0).max(100).default(10).describe('How many frequent words to list'),
    },
    output: {
      characters: z.number().int().describe('As a reader counts them'),
      bytes: z.number().int().describe('In UTF-8'),
      words: z.number().int(),
      differentWords: z.number().int(),
      sentences: z.number().int(),
      paragraphs: z.number().int(),
      lines: z.number().int(),
      averageWordLength: z.number(),
      averageSentenceWords: z.number(),
      readingMinutes: z.number().describe('At 238 words a minute'),
      fleschReadingEase: z.number().nullable().describe('100 very easy, 0 very hard; null unless English'),
      language: z.string().nullable().describe('ISO 639-1; null when it does not show'),
      script: z.string().nullable(),
      frequentWords: z.array(z.object({ word: z.string(), count: z.number().int() })),
    },
    hints: reads,
    freshness: 3600,
    run: ({ text, frequentWords }) => ({ structured: { ...analyze(text.toWellFormed(), frequentWords) } }),
  })
