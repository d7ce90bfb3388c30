import { commonWords, guessLanguage, mainScript } from './language'

export interface TextAnalysis {
  /** User-perceived, so that a family emoji counts once. */
  characters: number
  bytes: number
  words: number
  differentWords: number
  sentences: number
  paragraphs: number
  lines: number
  averageWordLength: number
  averageSentenceWords: number
  /** Minutes at 238 words a minute, the mean of silent readers of English (Brysbaert, 2019). */
  readingMinutes: number
  /** Flesch reading ease (1948), for English only: 100 very easy, 0 very hard. */
  fleschReadingEase: number | null
  language: string | null
  script: string | null
  /** Without common words where the language is known. */
  frequentWords: { word: string; count: number }[]
}

const WORDS_PER_MINUTE = 238

/** Counts by Unicode's rules for words and sentences (UAX 29). */
export function analyzeText(text: string, frequent: number): TextAnalysis {
  const words = segments(text, 'word').flatMap(({ segment, isWordLike }) =>
    isWordLike ? segment.toLowerCase() : [],
  )
  const sentences = segments(text, 'sentence').filter(({ segment }) => /[\p{L}\p{N}]/u.test(segment)).length
  const language = guessLanguage(text, words)
  const counts = countEach(words)
  return {
    characters: segments(text, 'grapheme').length,
    bytes: Buffer.byteLength(text),
    words: words.length,
    differentWords: counts.size,
    sentences,
    paragraphs: text.split(/\n[^\S\n]*\n/).filter((part) => part.trim() !== '').length,
    lines: text === '' ? 0 : text.split('\n').length,
    averageWordLength: ratio(sum(words.map((word) => word.length)), words.length),
    averageSentenceWords: ratio(words.length, sentences),
    readingMinutes: ratio(words.length, WORDS_PER_MINUTE),
    fleschReadingEase: language === 'en' ? flesch(words, sentences) : null,
    language,
    script: mainScript(text),
    frequentWords: mostFrequent(counts, frequent, commonWords[language ?? '']),
  }
}

function segments(text: string, granularity: 'grapheme' | 'word' | 'sentence'): Intl.SegmentData[] {
  return [...new Intl.Segmenter('en', { granularity }).segment(text)]
}

function countEach(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

function mostFrequent(counts: Map<string, number>, limit: number, common?: ReadonlySet<string>) {
  return [...counts]
    .filter(([word]) => !common?.has(word) && /\p{L}/u.test(word))
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, limit)
    .map(([word, count]) => ({ word, count }))
}

function flesch(words: readonly string[], sentences: number): number {
  const syllables = sum(words.map((word) => syllablesOf(word)))
  const value = 206.835 - 1.015 * (words.length / Math.max(1, sentences)) - 84.6 * (syllables / words.length)
  return Math.round(value * 10) / 10
}

/** Groups of vowels, without a silent e at the end: right for some nine of ten English words. */
function syllablesOf(word: string): number {
  const groups = word.replace(/e$/, '').match(/[aeiouy]+/g)?.length ?? 0
  return Math.max(1, groups)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}

/** Two decimals; 0 when there is nothing to divide by. */
function ratio(amount: number, by: number): number {
  return by === 0 ? 0 : Math.round((amount / by) * 100) / 100
}
