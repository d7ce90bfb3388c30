/** What a run writes, up to a number of bytes for both streams together; counted here, whatever the code claims. */
export class Output {
  readonly #limit: number
  readonly #text = { stdout: '', stderr: '' }
  #bytes = 0
  #isCut = false

  constructor(limitBytes: number) {
    this.#limit = limitBytes
  }

  get stdout(): string {
    return this.#text.stdout
  }

  get stderr(): string {
    return this.#text.stderr
  }

  /** True when something was left out. */
  get isCut(): boolean {
    return this.#isCut
  }

  add(stream: 'stdout' | 'stderr', text: string): void {
    const left = this.#limit - this.#bytes
    const bytes = Buffer.byteLength(text)
    this.#bytes += bytes
    if (bytes <= left) this.#text[stream] += text
    else {
      this.#isCut = true
      if (left > 0)
        this.#text[stream] += Buffer.from(text)
          .subarray(0, left)
          .toString('utf8')
          .replace(/\ufffd$/, '')
    }
  }
}
