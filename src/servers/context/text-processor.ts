import { MINUTE, SECOND, type Clock } from '@shared/lib/clock'
import type { Center } from '../kit/center'
import { ToolError } from '../kit/define-tool'
import { OnDemandWorker } from '../kit/worker/on-demand-worker'
import { Worker, WorkerError } from '../kit/worker/worker'
import { textsOf } from './compress/dialogue/texts'
import { countTokens, type TokenCount } from './count-tokens'
import { shorten, type Shortened, type ShortenRequest } from './shorten'
import { TokenCounter } from './token-counter'
import type { Encoding } from './tokenizer'
import { Counted, ShortenedTexts, type TextTask } from './worker-messages'

/**
 * Longer texts, in UTF-16 code units, go to a process of their own: whatever stands in a shorter one, other calls wait for it less than a
 * second on a machine that is not overloaded (bench/compression), and a usual one of 100,000 tokens is done before a process would have started.
 */
export const LARGE = 1_000_000
const TIME_LIMIT_S = 30
const MEMORY_MB = 2_048

/** Counts and shortens texts, the large ones where they hold up nobody, can be ended, and are when they take too long. */
export class TextProcessor {
  readonly #worker: OnDemandWorker
  readonly #tokens = new TokenCounter()

  constructor(deps: { center: Center; clock: Clock }) {
    const start = (): Promise<Worker> => Worker.start(deps, 'texts', MEMORY_MB)
    this.#worker = new OnDemandWorker({ clock: deps.clock, start, idleMs: MINUTE })
  }

  /** @throws ToolError when large texts take too long or too much memory, or the signal ends it */
  async count(texts: readonly string[], encoding: Encoding, signal: AbortSignal): Promise<TokenCount[]> {
    if (lengthOf(texts) > LARGE)
      return Counted.parse(await this.#inWorker({ kind: 'count', texts: [...texts], encoding }, signal))
    const counts: TokenCount[] = []
    for (const text of texts) counts.push(await countTokens(text, encoding))
    return counts
  }

  /** @throws ToolError likewise */
  async shorten(request: ShortenRequest, signal: AbortSignal): Promise<Shortened> {
    const { given, target, cutsProseBlindly, encoding } = request
    const texts = textsOf(given)
    if (lengthOf(texts.map(({ text }) => text)) <= LARGE) return await shorten(request, this.#tokens)
    const task: TextTask = {
      kind: 'shorten',
      given: { ...given, messages: [...given.messages], pinned: [...given.pinned] },
      target,
      cutsProseBlindly,
      encoding,
    }
    const { pieces, verdict, isExact, ...counted } = ShortenedTexts.parse(await this.#inWorker(task, signal))
    const rendered = texts.map(({ message, text }, at) => ({
      message,
      original: text,
      pieces: pieces[at] ?? [],
    }))
    return { compressed: { texts: rendered, ...counted }, verdict, isExact }
  }

  async close(): Promise<void> {
    await this.#worker.close()
  }

  async #inWorker(task: TextTask, signal: AbortSignal): Promise<unknown> {
    const options = { timeoutMs: TIME_LIMIT_S * SECOND, signal }
    try {
      return await this.#worker.use((worker) => worker.call(task, options), signal)
    } catch (error) {
      if (error instanceof WorkerError && error.reason !== 'failed') throw explain(error)
      throw error
    }
  }
}

const lengthOf = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + text.length, 0)

function explain({ reason, message }: WorkerError): ToolError {
  if (reason === 'cancelled') return new ToolError('The call was cancelled, and nothing was kept.')
  const why =
    reason === 'timed-out'
      ? `This text takes longer than ${TIME_LIMIT_S} s, and the work on it was ended.`
      : `The work on this text was ended. ${message}`
  return new ToolError(`${why} Nothing was kept. Send it in parts, or leave out what nobody needs.`)
}
