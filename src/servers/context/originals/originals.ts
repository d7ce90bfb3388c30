/** A range of a kept text that a reference stands for. */
export interface ReferenceDraft {
  ref: string
  /** Which of the compression's texts, and where in it. */
  text: number
  start: number
  end: number
}

export interface KeptCompression {
  id: string
  /** The compression with whose answer this one's input began. */
  continues: string | null
  /** The input without its texts, as JSON. */
  frame: string
  texts: readonly string[]
  /** Hash and length of the answer: what the input of a continuation begins with. */
  answerHash: string
  answerLength: number
}

export interface CompressionDraft extends KeptCompression {
  references: readonly ReferenceDraft[]
}

/** Originals by their content: equal texts are kept once, for as long as a compression needs them. */
export interface OriginalsStore {
  /**
   * Keeps everything or nothing: `isRight` is asked when all is written and before it is final.
   * @throws StoreFull, WrongAnswer
   */
  keep(draft: CompressionDraft, now: number, isRight: () => boolean): void
  /** What a reference stands for; null when there is none. */
  reference(ref: string): string | null
  compression(id: string): KeptCompression | null
  /** Compressions that begin with the answer of this one. */
  continuations(id: string): string[]
  /** Takes a compression away, and with it what no other one needs. @returns whether there was one */
  forget(id: string): boolean
  usedBytes(): number
}

/** What is to be kept does not fit the setting's limit. */
export class StoreFull extends Error {
  override readonly name = 'StoreFull'
  readonly usedBytes: number
  readonly neededBytes: number

  constructor(usedBytes: number, neededBytes: number, limitBytes: number) {
    super(`Kept originals take ${usedBytes} of ${limitBytes} bytes; ${neededBytes} more do not fit.`)
    this.usedBytes = usedBytes
    this.neededBytes = neededBytes
  }
}

/** The answer was judged wrong before it was kept. */
export class WrongAnswer extends Error {
  override readonly name = 'WrongAnswer'
}
