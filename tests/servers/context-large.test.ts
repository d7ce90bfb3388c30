import { dirname, join } from 'node:path'
import { server } from '@servers/context/server'
import type { Center } from '@servers/kit/center'
import { shorten } from '@servers/context/shorten'
import { textOf } from '@servers/context/compression'
import { LARGE } from '@servers/context/text-processor'
import { TokenCounter } from '@servers/context/token-counter'
import Database from 'better-sqlite3'
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { labelledLog } from '../../bench/compression/log-lines'
import { logStyles } from '../../bench/compression/log-styles'
import { buildService, type BuiltService } from '../support/build-service'
import { createRandom } from '../support/random'
import { serve } from '../support/served'
import { TestCenter } from '../support/test-center'

let built: BuiltService
beforeAll(async () => void (built = await buildService()))
afterAll(() => built.remove())

/** The context server on a socket, large texts in real worker processes; closed when the test ends. */
async function served() {
  const center = new TestCenter({
    serviceId: 'context',
    workerEntry: join(dirname(built.entry), 'worker.js'),
  })
  /** What the center was asked and has done. */
  const answered: string[] = []
  const ask: Center['ask'] = async (kind, details) => {
    const answer = await center.ask(kind, details)
    answered.push(kind)
    return answer
  }
  const service = await serve(server, { center: { ask } })
  const { client } = await service.connect()
  onTestFinished(async () => {
    await client.close()
    await service.close()
    await center.close()
  })
  const call = async (name: string, args: Record<string, unknown>, signal?: AbortSignal, by = client) => {
    const answer = await by.callTool({ name, arguments: args }, undefined, signal ? { signal } : {})
    return {
      report: answer.structuredContent as Record<string, unknown> & { contract: { holds: boolean } },
      text: (answer.content as { text: string }[])[0]?.text ?? '',
    }
  }
  const kept = (): unknown => {
    const db = new Database(join(service.dataDir, 'context.db'), { readonly: true })
    const count = db.prepare('SELECT (SELECT count(*) FROM originals) + (SELECT count(*) FROM compressions)')
    const found = count.pluck().get()
    db.close()
    return found
  }
  return { service, center, answered, call, kept }
}

/** Long words no encoding knows, on one line: nothing takes longer to count. */
function unknownWords(length: number): string {
  const random = createRandom(4)
  const words: string[] = []
  for (let done = 0; done < length; done += 61)
    words.push(Array.from({ length: 60 }, () => String.fromCharCode(97 + random.below(26))).join(''))
  return words.join(' ').slice(0, length)
}

const log = Array.from({ length: 32 }, (_, n) => labelledLog(logStyles[n % 16] ?? fail(), 400, n).text).join(
  '',
)
function fail(): never {
  throw new Error('There are fewer styles.')
}

describe('a large text', () => {
  test('holds up nobody; cancelled, its work ends and nothing of it is kept', async () => {
    const { service, center, answered, call, kept } = await served()
    const { client: other } = await service.connect('other')
    const caller = new AbortController()
    let isOver = false
    const large = call('compress_context', { text: unknownWords(5_000_000) }, caller.signal).finally(() => {
      isOver = true
    })
    const cancelled = expect(large).rejects.toThrow()
    await vi.waitFor(() => expect(answered).toContain('worker.start'), { timeout: 20_000, interval: 10 })
    // The work begins with the next turns of this loop, and there are many in these calls.
    for (let n = 0; n < 20; n++) {
      const counted = await call('count_tokens', { text: `hello ${n}` }, undefined, other)
      expect(counted.report).toMatchObject({ isExact: true })
    }
    const small = await call('compress_context', { text: log.slice(0, 20_000) }, undefined, other)
    expect(small.report.contract.holds).toBe(true)
    const before = kept()
    expect(isOver).toBe(false)
    caller.abort()
    await cancelled
    await vi.waitFor(() => expect(center.pids()).toEqual([]), { timeout: 20_000, interval: 10 })
    expect(kept()).toBe(before)
    const next = await call('count_tokens', { text: 'word '.repeat(300_000) })
    expect(next.report).toMatchObject({ tokens: 300_001, isExact: true })
    await other.close()
  })

  test('is shortened to the same bytes as in the process of the service, kept and restored', async () => {
    const { center, call } = await served()
    const text = `${log}${'The sea is blue today and so is the sky. '.repeat(4_000)}\n`
    expect(text.length).toBeGreaterThan(LARGE)
    const answer = await call('compress_context', { text, query: 'sky', targetRatio: 0.1 })
    expect(center.pids()).toHaveLength(1)
    const given = {
      messages: [{ role: 'document', content: text }],
      query: 'sky',
      pinned: [],
      keepLastTurns: 0,
      frozen: 0,
      contentType: null,
    }
    const here = await shorten(
      { given, target: { ratio: 0.1 }, cutsProseBlindly: true, encoding: 'o200k_base' },
      new TokenCounter(),
    )
    expect(answer.text === here.compressed.texts.map(textOf).join('')).toBe(true)
    expect(answer.report).toMatchObject({
      tokensBefore: here.compressed.tokensBefore,
      tokensAfter: here.compressed.tokensAfter,
      contract: { holds: true, prevented: [], checked: here.verdict.checked },
    })
    const restored = await call('restore_context', { reference: answer.report['compressionId'] })
    expect(restored.text === text).toBe(true)
  })

  test('of a conversation keeps its members in their order', async () => {
    const { center, call } = await served()
    const messages = [
      { content: log, zebra: 1, role: 'tool', apple: { b: 1, a: ['\ud83d', null] } },
      { content: [{ text: 'Well?', type: 'text' }], role: 'user' },
    ]
    const { text } = await call('compress_context', { messages, keepLastTurns: 1 })
    expect(center.pids()).toHaveLength(1)
    const [first = {}, last] = JSON.parse(text) as Record<string, unknown>[]
    expect(Object.keys(first)).toEqual(['content', 'zebra', 'role', 'apple'])
    expect(first['apple']).toEqual(messages[0]?.apple)
    expect(String(first['content']).length).toBeLessThan(log.length / 2)
    expect(last).toEqual(messages[1])
  })

  test('is counted as a small one', async () => {
    const { center, call } = await served()
    const texts = [log, 'hello world']
    const { report } = await call('count_tokens', { texts })
    expect(report).toMatchObject({ each: [countTokens(log), 2], isExact: true })
    expect(center.pids()).toHaveLength(1)
  })

  test.each([
    ['one line of 3 MB', 'word '.repeat(600_000)],
    ['300,000 lines', 'a\n'.repeat(300_000)],
    ['brackets', '[\n'.repeat(50_000)],
    ['an endless word', 'a'.repeat(2_000_000)],
  ])('%s is answered in time', async (_, text) => {
    const { call } = await served()
    const { report } = await call('compress_context', { text, targetRatio: 0.1 })
    expect(report.contract.holds).toBe(true)
    expect(Number(report['tokensAfter'])).toBeLessThan(Number(report['tokensBefore']) * 0.2)
  })
})
