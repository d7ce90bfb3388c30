/** A word of a statement that is neither quoted nor a comment. */
export interface Word {
  /** In capitals. */
  text: string
  end: number
}

/** Blanks and comments as SQLite's tokenizer has them: a byte order mark is a blank, an unclosed comment goes on to the end. */
export const BLANK = /(?:[ \t\n\f\r\uFEFF]+|--[^\n]*|\/\*[^]*?(?:\*\/|$))*/y
export const BLANK_OR_SEMICOLON = /(?:[ \t\n\f\r\uFEFF;]+|--[^\n]*|\/\*[^]*?(?:\*\/|$))*/y
const WORD = /[A-Za-z_]+/y

/** Where the blanks end that begin at `from`. */
export function skip(sql: string, from: number, blanks: RegExp): number {
  blanks.lastIndex = from
  return from + (blanks.exec(sql)?.[0].length ?? 0)
}

/** Up to four words from `from` on, until something else stands there. */
export function firstWords(sql: string, from: number): Word[] {
  const words: Word[] = []
  for (let at = from; words.length < 4;) {
    WORD.lastIndex = skip(sql, at, BLANK)
    const word = WORD.exec(sql)
    if (!word) break
    at = WORD.lastIndex
    words.push({ text: word[0].toUpperCase(), end: at })
  }
  return words
}
