import { wordSet } from '@shared/lib/word-set'

/** The commonest short words of some languages, chosen so that few belong to two of them. */
export const commonWords: Readonly<Record<string, ReadonlySet<string>>> = {
  en: wordSet(
    'the of and to in is that it was for on are with as his they be at this have from or had by but not what',
  ),
  de: wordSet(
    'der die das und ist nicht ein eine zu den mit von auf für im dem des sich auch als wird sind war wie oder',
  ),
  fr: wordSet(
    "le la les des et est une dans que qui pour pas sur avec ce il elle sont au du plus par ne je vous nous c'est",
  ),
  es: wordSet(
    'el los las que y en un una es por con para no se del lo como más pero sus le ya este sí porque esta muy',
  ),
  it: wordSet(
    'il di che è e la per un una non sono con del della gli le si come anche più ma nel alla dei questo ha',
  ),
  pt: wordSet(
    'o os as que e do da em um uma para com não por mais dos das foi ao ele se na no como mas tem são',
  ),
  nl: wordSet(
    'de het een en van ik te dat die in niet zijn is was op aan met voor er maar om hem dan zou wat mijn',
  ),
}

const scripts = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Han',
  'Hiragana',
  'Katakana',
  'Hangul',
  'Arabic',
  'Hebrew',
  'Devanagari',
  'Thai',
]
const scriptPatterns = scripts.map((script) => ({
  script,
  pattern: new RegExp(`\\p{Script=${script}}`, 'gu'),
}))
/** Below this share of common words a guess is worth nothing. */
const MIN_SHARE = 0.08
const MIN_WORDS = 10

/** The script most letters are of, or null without any. */
export function mainScript(text: string): string | null {
  const counts = scriptPatterns.map(({ script, pattern }) => ({
    script,
    count: text.match(pattern)?.length ?? 0,
  }))
  const most = counts.reduce((best, one) => (one.count > best.count ? one : best))
  return most.count === 0 ? null : most.script
}

/**
 * An ISO 639-1 code where the text says it: by its script, or for seven languages by their common words. Null is an honest
 * answer, and the usual one for short texts.
 * @param lowerWords in lower case
 */
export function guessLanguage(text: string, lowerWords: readonly string[]): string | null {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return 'ja'
  const script = mainScript(text)
  if (script === 'Hangul') return 'ko'
  if (script === 'Han') return 'zh'
  if (script === 'Greek') return 'el'
  if (script === 'Thai') return 'th'
  if (script !== 'Latin' || lowerWords.length < MIN_WORDS) return null
  const shares = Object.entries(commonWords).map(([language, common]) => ({
    language,
    share: lowerWords.filter((word) => common.has(word)).length / lowerWords.length,
  }))
  const [best, second] = shares.sort((a, b) => b.share - a.share)
  if (!best || !second || best.share < MIN_SHARE || best.share < second.share * 1.2) return null
  return best.language
}
