import {
  closeSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
  appendFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { LogEntry } from '@shared/domain/log'
import { errorText, type Problem } from '@shared/errors'
import { temporaryDirectory } from '../../../tests/support/temporary-directory'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { createLogs, type LogFilter } from './index'
import { LogFile } from './log-file'

function setUp(dir = temporaryDirectory()) {
  const clock = new VirtualClock()
  const logs = createLogs({ dir, clock })
  onTestFinished(() => logs.close())
  let at = 1_000
  const entry = (more: Partial<LogEntry> = {}): LogEntry => ({
    at: at++,
    source: 'memory',
    level: 'info',
    text: 'hello',
    stream: 'log',
    pid: 1,
    ...more,
  })
  return { dir, clock, logs, entry }
}

const anything: LogFilter & { source: string } = { source: 'memory', text: '', minLevel: 'debug', limit: 100 }
const stored = (dir: string, name = 'memory.jsonl'): LogEntry[] =>
  readFileSync(join(dir, name), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as LogEntry)

describe('writing', () => {
  test('entries are JSON lines in the file of their source, and told to listeners as stored', () => {
    const { dir, logs, entry } = setUp()
    const told: LogEntry[] = []
    logs.onEntry((one) => told.push(one))
    const entries = [entry({ fields: { a: [1, { b: 'c' }] } }), entry({ source: 'gateway', level: 'warn' })]
    entries.forEach((one) => logs.write(one))
    logs.flushSync()
    expect([...stored(dir), ...stored(dir, 'gateway.jsonl')]).toEqual(entries)
    expect(told).toEqual(entries)
    expect(statSync(join(dir, 'memory.jsonl')).mode & 0o777).toBe(0o600)
  })

  test('a logger adds source, time and pid', async () => {
    const { clock, logs } = setUp()
    logs.logger('memory').warn('careful', { n: 1 })
    expect((await logs.search(anything)).entries).toEqual([
      {
        at: clock.epochMs(),
        source: 'memory',
        level: 'warn',
        text: 'careful',
        stream: 'log',
        pid: process.pid,
        fields: { n: 1 },
      },
    ])
  })

  test('a name that is no source cannot leave the directory', async () => {
    const { dir, logs, entry } = setUp()
    logs.write(entry({ source: '../../etc/passwd' }))
    logs.flushSync()
    expect(readdirSync(dir)).toEqual(['center.jsonl'])
    await expect(logs.search({ ...anything, source: '../center' })).rejects.toMatchObject({
      code: 'BAD_INPUT',
    })
  })

  test.each<[string, Partial<LogEntry>, string | RegExp]>([
    [
      'colours of a process',
      { stream: 'stdout', text: '\u001b[31mred\u001b[0m \u001b]0;title\u0007end' },
      'red end',
    ],
    [
      'bearer tokens',
      { text: 'Authorization: Bearer abcdefghijklmnop.qrs-tuv' },
      'Authorization: Bearer [redacted]',
    ],
    [
      'own tokens',
      { text: `see http://x/?token=omm_${'A1-_'.repeat(11)}` },
      'see http://x/?token=[redacted]',
    ],
    ['prose about tokens stays', { text: 'a bearer token is missing' }, 'a bearer token is missing'],
    ['long texts', { text: 'y'.repeat(40_000) }, /^y{16384} \.\.\. \[cut, 40000 characters in all\]$/],
    [
      'a character is not cut in two',
      { text: `${'y'.repeat(16_383)}\u{1F600}${'y'.repeat(9)}` },
      /^y{16383}\ufffd \.\.\. /,
    ],
  ])('%s', (_, more, expected) => {
    const { logs, entry } = setUp()
    const told: string[] = []
    logs.onEntry(({ text }) => told.push(text))
    logs.write(entry(more))
    if (typeof expected === 'string') expect(told).toEqual([expected])
    else expect(told[0]).toMatch(expected)
  })

  test('fields are redacted, and those JSON cannot carry cost only themselves', () => {
    const { logs, entry } = setUp()
    const told: unknown[] = []
    logs.onEntry(({ fields }) => told.push(fields))
    const circular: Record<string, unknown> = { a: 1 }
    circular['self'] = circular
    const all = [
      { headers: { authorization: 'Bearer 0123456789abcdef' } },
      circular,
      { big: 1n },
      { text: 'z'.repeat(99_999) },
    ]
    for (const fields of all) logs.write(entry({ fields }))
    expect(told).toEqual([
      { headers: { authorization: 'Bearer [redacted]' } },
      { note: 'The fields could not be written as JSON.' },
      { big: '1' },
      { note: expect.stringContaining('were left out') },
    ])
  })
})

describe('files', () => {
  test('three files of 10 MB at most, no line torn or doubled at a border', async () => {
    const { dir, logs, entry } = setUp()
    for (let n = 0; n < 50_000; n++) {
      logs.write(entry({ text: `${n} ${'x'.repeat(800)}` }))
      if (n % 5_000 === 0) logs.flushSync()
    }
    logs.flushSync()
    const names = ['memory.jsonl.2', 'memory.jsonl.1', 'memory.jsonl']
    expect(readdirSync(dir).toSorted()).toEqual(names.toSorted())
    for (const name of names) expect(statSync(join(dir, name)).size).toBeLessThanOrEqual(10_000_000)
    const numbers = names.flatMap((name) => stored(dir, name)).map(({ text }) => Number.parseInt(text))
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, n) => 50_000 - numbers.length + n))
    expect((await logs.search({ ...anything, text: `${numbers[0]} x` })).entries).toHaveLength(1)
  })

  test('the same when nobody forces anything to disk', async () => {
    const dir = temporaryDirectory()
    const path = join(dir, 'x.jsonl')
    const file = new LogFile({
      path,
      clock: new VirtualClock(),
      maxBytes: 2_000_000,
      lostNote: String,
      onTrouble: fail,
    })
    onTestFinished(() => file.close())
    for (let n = 0; n < 60_000; n++) {
      file.append(`${n} ${'x'.repeat(100)}\n`)
      if (n % 997 === 0) await turn()
      if (n % 20_000 === 0) await written(file)
    }
    await written(file)
    const lines = ['.2', '.1', ''].flatMap((suffix) =>
      readFileSync(path + suffix, 'utf8')
        .split('\n')
        .filter(Boolean),
    )
    const numbers = lines.map((line) => Number.parseInt(line))
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, n) => 60_000 - numbers.length + n))
    expect({ lost: file.lost, files: readdirSync(dir).length }).toEqual({ lost: 0, files: 3 })
  })

  test('a torn last line is cut off, also one longer than a step of the search for its beginning', () => {
    for (const torn of ['{"at":1,"sou', 'z'.repeat(200_000)]) {
      const { dir, logs, entry } = setUp()
      const first = JSON.stringify(entry({ text: 'whole' }))
      writeFileSync(join(dir, 'memory.jsonl'), `${first}\n${torn}`)
      logs.write(entry({ text: 'next' }))
      logs.flushSync()
      expect(stored(dir).map(({ text }) => text)).toEqual(['whole', 'next'])
    }
  })

  test('a full disk costs lines, is told once, and is noted where they are missing', async () => {
    const { dir, clock, logs, entry } = setUp()
    const problems: Problem[] = []
    logs.onProblem((problem) => problems.push(problem))
    symlinkSync('/dev/full', join(dir, 'memory.jsonl'))
    for (let n = 0; n < 5; n++) {
      logs.write(entry())
      logs.flushSync()
    }
    expect(problems).toEqual([expect.objectContaining({ cause: expect.stringContaining('ENOSPC') })])
    expect(logs.lost('memory')).toBe(5)

    unlinkSync(join(dir, 'memory.jsonl'))
    logs.write(entry({ text: 'after' }))
    await clock.advance(10_000)
    logs.flushSync()
    expect(stored(dir).map(({ text }) => text)).toEqual([
      expect.stringMatching(/^5 lines are missing/),
      'after',
    ])
  })

  test('a directory in the place of the file harms nobody', () => {
    const { dir, logs, entry } = setUp()
    mkdirSync(join(dir, 'memory.jsonl'))
    logs.write(entry())
    expect(logs.lost('memory')).toBe(1)
  })
})

describe('searching', () => {
  test('text is found in text and fields, ignoring case, quotes included; metadata is no text', async () => {
    const { logs, entry } = setUp()
    const find = async (text: string): Promise<string[]> =>
      (await logs.search({ ...anything, text })).entries.map((one) => one.text)
    logs.write(entry({ text: 'Grüße "an" ALLE' }))
    logs.write(entry({ text: 'second', fields: { tool: 'Read_Graph', path: 'C:\\x' } }))
    expect(await find('GRÜSSE'.replace('SS', 'ß'))).toEqual(['Grüße "an" ALLE'])
    expect(await find('"an" alle')).toEqual(['Grüße "an" ALLE'])
    expect(await find('read_graph')).toEqual(['second'])
    expect(await find('info')).toEqual([])
  })

  test('levels are a floor', async () => {
    const { logs, entry } = setUp()
    for (const level of ['debug', 'info', 'warn', 'error'] as const) logs.write(entry({ level, text: level }))
    const page = await logs.search({ ...anything, minLevel: 'warn' })
    expect(page.entries.map(({ text }) => text)).toEqual(['warn', 'error'])
  })

  test('paging back by time meets every line once, also many of one millisecond', async () => {
    const { logs, entry } = setUp()
    for (let n = 0; n < 1_000; n++) logs.write(entry({ at: 1_000 + Math.floor(n / 7), text: String(n) }))
    const seen: string[] = []
    for (let before: number | undefined, more = true; more;) {
      const page = await logs.search({ ...anything, before, limit: 50 })
      seen.unshift(...page.entries.map(({ text }) => text))
      ;({ more } = page)
      before = page.entries[0]?.at
    }
    expect(seen).toEqual(Array.from({ length: 1_000 }, (_, n) => String(n)))
  })

  test('lines and characters cut by a piece of the file are whole again', async () => {
    const { logs, entry } = setUp()
    const texts = Array.from({ length: 800 }, (_, n) => `${n} ${'ü€'.repeat(n % 400)}`)
    for (const text of texts) logs.write(entry({ text }))
    logs.flushSync()
    expect((await logs.search({ ...anything, limit: 5_000 })).entries.map(({ text }) => text)).toEqual(texts)
  })

  test('damaged lines in the middle are passed over', async () => {
    const { dir, logs, entry } = setUp()
    appendFileSync(join(dir, 'memory.jsonl'), 'null\n[1]\n{"at":"x"}\n{{{\n\u0000\u0000\n')
    logs.write(entry())
    expect((await logs.search(anything)).entries).toHaveLength(1)
  })

  test('a log nobody wrote is empty', async () => {
    expect(await setUp().logs.search(anything)).toEqual({ entries: [], more: false })
  })
})

describe('tailing', () => {
  test('backlog and new lines join without a gap or a double while writing goes on', async () => {
    const { clock, logs, entry } = setUp()
    let n = 0
    const write = (count: number): void => {
      for (const end = n + count; n < end; n++) logs.write(entry({ text: String(n) }))
    }
    write(700)
    const gone = new AbortController()
    const seen: string[] = []
    const finished = (async () => {
      for await (const batch of logs.tail({ source: 'memory', backlog: 600 }, gone.signal)) {
        expect(batch.dropped).toBe(0)
        expect(batch.entries.length).toBeLessThanOrEqual(500)
        seen.push(...batch.entries.map(({ text }) => text))
        if (seen.at(-1) === '999') gone.abort()
      }
    })()
    write(100)
    while (!gone.signal.aborted) {
      if (n < 1_000) write(20)
      await clock.advance(100)
    }
    await finished
    expect(seen).toEqual(Array.from({ length: 900 }, (_, index) => String(index + 100)))
  })

  test('a slow reader gets the newest 500 and the number of the others', async () => {
    const { clock, logs, entry } = setUp()
    const stream = logs.tail({ source: 'memory', backlog: 0 }, AbortSignal.timeout(60_000))
    const first = stream.next()
    logs.write(entry({ source: 'thinking' }))
    for (let n = 0; n < 50_000; n++) logs.write(entry({ text: String(n) }))
    await clock.advance(0)
    const batch = (await first).value
    expect({
      lines: batch?.entries.length,
      last: batch?.entries.at(-1)?.text,
      dropped: batch?.dropped,
    }).toEqual({
      lines: 500,
      last: '49999',
      dropped: 49_500,
    })
    await stream.return()
  })

  test('an unknown name is refused', async () => {
    const error = await setUp().logs.tail({ source: '../x', backlog: 1 }).next().catch(errorText)
    expect(error).toContain('There is no log named')
  })
})

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

const fail = (error: unknown): void => {
  throw error
}

/** Everything handed to the file is in it. */
async function written(file: LogFile): Promise<void> {
  for (let waiting = true; waiting; await turn()) {
    const snapshot = file.snapshot()
    for (const { descriptor } of snapshot.files) closeSync(descriptor)
    waiting = snapshot.pending.length > 0
  }
}
