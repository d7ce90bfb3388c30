import { AsciiBytePairs } from './ascii-byte-pairs'

/** Which tokens a text is cut into is defined by OpenAI's encodings; ranks and patterns come with gpt-tokenizer. */
export const encodings = ['o200k_base', 'cl100k_base'] as const
export type Encoding = (typeof encodings)[number]

interface Package {
  countTokens(text: string, options: { disallowedSpecial: Set<string> }): number
  clearMergeCache(): void
}

/** Loaded at first use: the tables take some 40 MB, and most processes never count. */
const load: Record<Encoding, () => Promise<Package>> = {
  o200k_base: () => import('gpt-tokenizer/encoding/o200k_base'),
  cl100k_base: () => import('gpt-tokenizer/encoding/cl100k_base'),
}
const ranks: Record<Encoding, () => Promise<{ default: (string | number[])[] }>> = {
  o200k_base: () => import('gpt-tokenizer/bpeRanks/o200k_base'),
  cl100k_base: () => import('gpt-tokenizer/bpeRanks/cl100k_base'),
}
const patterns = () => import('gpt-tokenizer/encodingParams/constants')

const shortened = "'(?:[sSdDmMtT]|[lL][lL]|[vV][eE]|[rR][eE])"
/** What the encodings' patterns find in a text of ASCII only, without the classes of Unicode: these take five times as long. */
const asciiWords: Record<Encoding, RegExp> = {
  o200k_base: new RegExp(
    `[^\\r\\nA-Za-z0-9]?(?:[A-Z]*[a-z]+|[A-Z]+[a-z]*)(?:${shortened})?|[0-9]{1,3}| ?[^\\sA-Za-z0-9]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`,
    'g',
  ),
  cl100k_base: new RegExp(
    `${shortened}|[^\\r\\nA-Za-z0-9]?[A-Za-z]+|[0-9]{1,3}| ?[^\\sA-Za-z0-9]+[\\r\\n]*|\\s+$|\\s*[\\r\\n]|\\s+(?!\\S)|\\s`,
    'g',
  ),
}

/** Counts word by word: an encoding first cuts a text into words by a pattern, and then each word into tokens. */
export class Tokenizer {
  static readonly #made = new Map<Encoding, Promise<Tokenizer>>()
  readonly #package: Package
  readonly #word: RegExp
  readonly #asciiWord: RegExp
  readonly #asciiPairs: AsciiBytePairs
  readonly #known = new WordCounts()

  private constructor(
    encoding: Package,
    { word, asciiWord, asciiPairs }: { word: RegExp; asciiWord: RegExp; asciiPairs: AsciiBytePairs },
  ) {
    this.#package = encoding
    this.#word = word
    this.#asciiWord = asciiWord
    this.#asciiPairs = asciiPairs
  }

  static async of(encoding: Encoding): Promise<Tokenizer> {
    const made = Tokenizer.#made.get(encoding) ?? Tokenizer.#make(encoding)
    Tokenizer.#made.set(encoding, made)
    return await made
  }

  static async #make(encoding: Encoding): Promise<Tokenizer> {
    const { O200K_TOKEN_SPLIT_REGEX, CL100K_TOKEN_SPLIT_REGEX } = await patterns()
    const word = encoding === 'o200k_base' ? O200K_TOKEN_SPLIT_REGEX : CL100K_TOKEN_SPLIT_REGEX
    const { default: tokens } = await ranks[encoding]()
    const asciiPairs = new AsciiBytePairs(tokens)
    return new Tokenizer(await load[encoding](), { word, asciiWord: asciiWords[encoding], asciiPairs })
  }

  /** Names of special tokens (such as <|endoftext|>) count as plain text. */
  count(text: string): number {
    let tokens = 0
    for (const word of text.match(this.#wordOf(text)) ?? []) tokens += this.#ofWord(word)
    return tokens
  }

  /** The same in steps of some `length` characters, so that others have their turn between them. */
  *countInSteps(text: string, length: number): Generator<number> {
    let tokens = 0
    let end = length
    for (const { index, 0: word } of text.matchAll(this.#wordOf(text))) {
      tokens += this.#ofWord(word)
      if (index < end) continue
      yield tokens
      tokens = 0
      end = index + length
    }
    yield tokens
  }

  /** What is remembered only as long as its text is there anyway. */
  forgetTexts(): void {
    this.#known.forgetLong()
    this.#package.clearMergeCache()
  }

  #wordOf(text: string): RegExp {
    return notAscii.test(text) ? this.#word : this.#asciiWord
  }

  #ofWord(word: string): number {
    const known = this.#known.get(word)
    if (known !== undefined) return known
    const tokens = notAscii.test(word) ? this.#package.countTokens(word, plain) : this.#asciiPairs.count(word)
    this.#known.set(word, tokens)
    return tokens
  }
}

const plain = { disallowedSpecial: new Set<string>() }
const notAscii = /[^\0-\x7f]/

/** Twice so many words of this length take 20 MB. Longer ones are rare. */
const LONGEST_KEPT = 60
const MOST_KEPT = 50_000

/**
 * The counts of the words last seen, in two halves: when the newer one is full, it becomes the older one. Those of long words
 * are forgotten with their text, which they are parts of: a part keeps the whole in memory, and so the others are copies.
 */
class WordCounts {
  #newer = new Map<string, number>()
  #older = new Map<string, number>()
  readonly #long = new Map<string, number>()

  get(word: string): number | undefined {
    if (word.length > LONGEST_KEPT) return this.#long.get(word)
    const tokens = this.#newer.get(word)
    if (tokens !== undefined) return tokens
    const before = this.#older.get(word)
    if (before !== undefined) this.set(word, before)
    return before
  }

  set(word: string, tokens: number): void {
    if (word.length > LONGEST_KEPT) {
      this.#long.set(word, tokens)
      return
    }
    if (this.#newer.size >= MOST_KEPT) {
      this.#older = this.#newer
      this.#newer = new Map()
    }
    this.#newer.set(Buffer.from(word, 'utf16le').toString('utf16le'), tokens)
  }

  forgetLong(): void {
    this.#long.clear()
  }
}
