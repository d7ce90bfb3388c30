import { describe, expect, it } from 'vitest'
import type { LogEntry } from '@shared/domain/log'
import { filterLines, logText } from './filter-lines'
import { createLogBuffer } from './log-buffer'

const entry = (text: string, level: LogEntry['level'] = 'info'): LogEntry => ({
  at: 0,
  source: 'memory',
  level,
  text,
  stream: 'log',
  pid: 1,
})

/** Frames that happen when the test says so. */
function manualFrames() {
  let due: (() => void) | null = null
  return {
    onFrame: (run: () => void) => {
      due = run
      return () => (due = null)
    },
    draw: () => due?.(),
  }
}

describe('the log in the page', () => {
  it('tells its readers once a frame, however many lines come', () => {
    const frames = manualFrames()
    const buffer = createLogBuffer(frames.onFrame)
    let told = 0
    buffer.subscribe(() => told++)
    for (let n = 0; n < 100; n++) buffer.push([entry(`line ${n}`)], 0)
    expect(told).toBe(0)
    frames.draw()
    expect(told).toBe(1)
    expect(buffer.read().lines).toHaveLength(100)
  })

  it('keeps the newest lines and their numbers when it is full', () => {
    const frames = manualFrames()
    const buffer = createLogBuffer(frames.onFrame, 3)
    buffer.push(
      ['a', 'b', 'c', 'd', 'e'].map((text) => entry(text)),
      2,
    )
    frames.draw()
    expect(buffer.read().lines.map(({ n, text }) => [n, text])).toEqual([
      [2, 'c'],
      [3, 'd'],
      [4, 'e'],
    ])
    expect(buffer.read().dropped).toBe(2)
  })

  it('puts older lines in front, the newest of them when there is little room', () => {
    const frames = manualFrames()
    const buffer = createLogBuffer(frames.onFrame, 4)
    buffer.push([entry('c'), entry('d')], 0)
    buffer.prepend([entry('x'), entry('a'), entry('b')])
    frames.draw()
    expect(buffer.read().lines.map(({ text }) => text)).toEqual(['a', 'b', 'c', 'd'])
    expect(new Set(buffer.read().lines.map(({ n }) => n)).size).toBe(4)
  })
})

describe('filtering lines', () => {
  const lines = [
    entry('Opened', 'debug'),
    { ...entry('slow query', 'warn'), fields: { ms: 184 } },
    entry('broken', 'error'),
  ]
  it('by level, by text in any case, and by fields', () => {
    expect(filterLines(lines, '', 'debug')).toBe(lines)
    expect(filterLines(lines, '', 'warn')).toHaveLength(2)
    expect(filterLines(lines, 'OPENED', 'debug')).toHaveLength(1)
    expect(filterLines(lines, 'ms=184', 'debug')).toHaveLength(1)
  })
  it('makes plain text to copy', () => {
    expect(logText(lines).split('\n')[1]).toMatch(/^\d\d:\d\d:\d\d\.000 warn  slow query ms=184$/)
  })
})
