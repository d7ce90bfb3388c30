import { describe, expect, test } from 'vitest'
import { labelledLog } from '../../../bench/compression/log-lines'
import { logStyles } from '../../../bench/compression/log-styles'
import { createRandom } from '../../../tests/support/random'
import { compressed, document, planted } from '../../../tests/support/compressed'
import { textOf, type Message, type Piece } from './compression'
import { withTexts } from './compress/dialogue/texts'
import { checkContract } from './contract/check'
import type { Verdict } from './contract/verdict'

const inText =
  (kind: Piece['kind'], from: string | RegExp, to: string) =>
  (piece: Piece): Piece =>
    piece.kind === kind && 'text' in piece ? { ...piece, text: piece.text.replace(from, to) } : piece

const classes = ({ violations }: Verdict): string[] => [...new Set(violations.map((one) => one.class))]

const openssh = logStyles.find(({ name }) => name === 'openssh')
if (!openssh) throw new Error('No style of that name.')
const log = `${labelledLog(openssh, 300).text}Dec 10 11:00:00 LabSZ sshd[7]: DECISION: keep the firewall rule\n`
const trace = `java.io.IOException: broken pipe\n${Array.from({ length: 30 }, (_, n) => `\tat org.example.Server.step${n}(Server.java:${n})\n`).join('')}`

describe('logs', async () => {
  const made = await compressed([document(`${log}${trace}`)])

  test('the answer itself keeps the contract, and is short', () => {
    expect(made.verdict).toMatchObject({ holds: true, violations: [] })
    expect(made.compressed.tokensAfter / made.compressed.tokensBefore).toBeLessThan(0.25)
    expect(made.shown).toContain('java.io.IOException: broken pipe')
    expect(made.shown).toContain('~28 middle stack frames')
  })

  test.each([
    ['an error line is dropped', /^.*fatal: Write failed.*\n/m, ''],
    ['a digit of an exemplar is changed', /LabSZ sshd\[(\d)/, 'LabSZ sshd[x'],
    ['a count is wrong', /^(\d+)x/m, '9$1x'],
    ['a range is wrong', /^(\d+x )(\d+)-/m, '$19$2-'],
    ['the number of lines is wrong', / 332 lines/, ' 333 lines'],
    ['middle frames are miscounted', '~28 middle', '~27 middle'],
    ['the end is cut off', '[/omni]\n', ''],
    ['a line is added', '[/omni]', '|all is well\n[/omni]'],
  ])('%s', (_, from, to) => {
    expect(classes(planted(made, inText('log', from, to)))).toContain('log')
  })

  test('a decision line is dropped', () => {
    const verdict = planted(made, inText('log', /^.*DECISION.*\n/m, ''))
    expect(classes(verdict)).toContain('decision')
  })

  test('a reference stands for something else', () => {
    const verdict = checkContract({ ...made.answer, restore: (ref) => `${made.answer.restore(ref)} ` })
    expect(classes(verdict)).toEqual(['restore'])
  })

  test('the block is shorter than what it claims to stand for', () => {
    const verdict = planted(made, (piece) => ({ ...piece, end: piece.end - 1 }))
    expect(classes(verdict)).toEqual(expect.arrayContaining(['whole', 'restore']))
  })
})

describe('JSON', async () => {
  const rows = Array.from({ length: 60 }, (_, n) => ({
    id: 1_000 + n,
    name: `User ${n}`,
    state: n === 33 ? 'error: disk' : 'ok',
    size: (n * 37) % 101,
  }))
  const text = JSON.stringify(rows, null, 2)
  const table = await compressed([document(text)], { ratio: 0.9 })
  const sample = await compressed([document(text)], { ratio: 0.2 })

  test('a table is lossless and a sample keeps what it must', () => {
    expect(table.verdict.holds && sample.verdict.holds).toBe(true)
    expect(table.shown).not.toContain('~')
    expect(sample.compressed.tokensAfter).toBeLessThan(table.compressed.tokensAfter * 0.6)
    expect(sample.shown).toContain('1033,User 33,"error: disk"'.replaceAll('"', ''))
  })

  test.each([
    ['a digit is changed', /1000,/, '1001,'],
    ['the last element is dropped', /\n1059.*\n/, '\n'],
    ['a key is renamed', '{id,', '{it,'],
    ['a value becomes a string', /\n1001,/, '\n"1001",'],
    ['the length is wrong', '#60{', '#61{'],
  ])('%s', (_, from, to) => {
    expect(classes(planted(table, inText('json', from, to)))).toContain('json')
  })

  test.each([
    ['the last element is left out', /\n1059.*/, '\n~1'],
    ['the error is left out', /\n1033.*/, '\n~1'],
    ['the first element is left out', /\n1000.*/, '\n~1'],
  ])('%s of a sample', (_, from, to) => {
    expect(classes(planted(sample, inText('json', from, to)))).toContain('json')
  })
})

test('values, one a line, are said to be so, and one array is not', async () => {
  const rows = Array.from({ length: 40 }, (_, n) => JSON.stringify({ id: n, name: `User ${n}` }))
  const lines = await compressed([document(`${rows.join('\n')}\n`)], { ratio: 0.9 })
  const array = await compressed([document(`[${rows.join(',\n')}]`)], { ratio: 0.9 })
  expect(lines.verdict.holds && array.verdict.holds).toBe(true)
  expect(lines.shown).toContain(' one value a line, lossless; ')
  expect(array.shown).not.toContain('one value a line')
  expect(classes(planted(lines, inText('json', 'one value a line, ', '')))).toEqual(['json'])
  expect(classes(planted(array, inText('json', 'lossless', 'one value a line, lossless')))).toEqual(['json'])
})

describe('JSON with what matters inside of objects', async () => {
  const rows = Array.from({ length: 60 }, (_, n) => ({
    id: n,
    data: { cpu: n === 21 ? 99 : 5 + (n % 3), ...(n === 27 ? { rare: true } : {}) },
    note: n === 33 ? 'fine\nTODO: ask Eve' : n === 38 ? 'first\nnpm error code 1' : 'fine',
  }))
  const sample = await compressed([document(JSON.stringify(rows))], { ratio: 0.2 })

  test('is kept', () => {
    expect(sample.verdict).toMatchObject({ holds: true, violations: [] })
    expect(sample.shown).toContain('~')
  })

  test.each([
    ['an extreme', 21],
    ['a key', 27],
    ['a decision', 33],
    ['an error', 38],
  ])('%s is left out', (_, id) => {
    const row = new RegExp(`\\n${id},.*|,?\\{id:${id},[^\\n]*?\\}(?=,~|,\\{id|\\])`)
    expect(sample.shown).toMatch(row)
    const verdict = planted(sample, inText('json', row, sample.shown.includes('#60') ? '\n~1' : ',~1'))
    expect(verdict.violations.map((one) => one.what)).toContain(`Element ${id + 1} must stay.`)
  })
})

describe('repeated blocks', async () => {
  const lines = Array.from({ length: 40 }, (_, n) => `entry ${(n * 7919) % 1000} says ${n} and more of it`)
  const tools = [lines, lines].map((one): Message => ({ role: 'tool', content: one.join('\n') }))
  const made = await compressed(tools, { ratio: 0.9, contentType: 'search' })

  test('the answer itself keeps the contract', () => {
    expect(made.verdict).toMatchObject({ holds: true, violations: [] })
    expect(made.shown).toContain('[omni:same')
  })

  test.each([
    ['another range', 'lines 1-40', 'lines 1-39'],
    ['a later beginning', 'lines 1-40', 'lines 2-40'],
    ['itself', 'message 1', 'message 2'],
    ['nothing', 'message 1', 'message 7'],
  ])('refers to %s', (_, from, to) => {
    expect(classes(planted(made, inText('same', from, to)))).toContain('whole')
  })

  test('the lines stand there in another order, or one of them is missing', () => {
    for (const other of [lines.toReversed(), lines.slice(0, 39)]) {
      const original = other.join('\n')
      const texts = made.answer.texts.map((text, at) =>
        at === 0
          ? { ...text, original, pieces: [{ kind: 'kept' as const, start: 0, end: original.length }] }
          : text,
      )
      const given = {
        ...made.answer.given,
        messages: [{ role: 'tool', content: original }, ...tools.slice(1)],
      }
      const messages = withTexts(given.messages, texts.map(textOf))
      expect(classes(checkContract({ ...made.answer, given, texts, messages }))).toEqual(['whole'])
    }
  })
})

describe('prose and turns', async () => {
  const random = createRandom(5)
  const words =
    'rain sun wind hill road boat lamp door stone river bread glass paper music garden winter morning window'.split(
      ' ',
    )
  const filler = Array.from(
    { length: 80 },
    (_, n) => `On day ${n} we saw ${random.some(words, 12).join(' and ')}.`,
  )
  const story = [
    ...filler.slice(0, 40),
    'TODO: rotate the signing key before Friday',
    'The client died with TypeError: x is not a function',
    'The manual is at https://example.org/manual/v2 since spring.',
    ...filler.slice(40),
  ].join('\n')
  const messages: Message[] = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Read https://example.org/manual/v2 and src/app/main.ts' },
    {
      role: 'assistant',
      content: '',
      tool_calls: [{ id: 'a', function: { name: 'read', arguments: '{"path":"x"}' } }],
    },
    { role: 'tool', tool_call_id: 'a', content: story },
    { role: 'assistant', content: `${story}\nAnd one more thing.` },
    { role: 'user', content: 'Go on.' },
  ]
  const made = await compressed(messages, {
    query: 'signing key',
    pinned: ['On day 7 we'],
    keepLastTurns: 1,
  })
  /** A kept piece with these words goes into a gap, whose mark is right where the piece is a part of a shortened block. */
  const leaveOut = (words: string) => {
    let block = 0
    return (piece: Piece): Piece => {
      if (piece.kind === 'note') block = piece.start
      const { kind, start, end } = piece
      const isMeant = kind === 'kept' && end - start < story.length && story.slice(start, end).includes(words)
      return isMeant ? { kind: 'gap', start, end, text: `[~${start - block}-${end - block}]` } : piece
    }
  }

  test('the answer itself keeps the contract', () => {
    expect(made.verdict).toMatchObject({ holds: true, violations: [] })
    expect(made.shown).toContain('On day 7 we')
    expect(made.compressed.tokensAfter).toBeLessThan(made.compressed.tokensBefore / 2)
  })

  test.each([
    ['decision', 'TODO: rotate'],
    ['error', 'TypeError'],
    ['named', 'https://example.org/manual/v2'],
    ['pinned', 'On day 7 we'],
  ])('a line of class %s is left out', (name, words) => {
    expect(classes(planted(made, leaveOut(words)))).toContain(name)
  })

  test('a gap says less than it leaves out', () => {
    expect(classes(planted(made, inText('gap', /-(\d)/, '-9$1')))).toEqual(['whole'])
  })

  test.each([
    [1, 'Read https://example.org/manual/v3', 'turns'],
    [0, '', 'turns'],
    [5, 'Stop.', 'turns'],
  ])('message %i is changed', (at, content, name) => {
    const changed = made.answer.messages.map((message, n) => (n === at ? { ...message, content } : message))
    expect(classes(checkContract({ ...made.answer, messages: changed }))).toContain(name)
  })

  test('the arguments of a call are changed', () => {
    const changed = made.answer.messages.map((message, n) =>
      n === 2 ? { ...message, tool_calls: [] } : message,
    )
    expect(classes(checkContract({ ...made.answer, messages: changed }))).toEqual(['whole'])
  })
})
