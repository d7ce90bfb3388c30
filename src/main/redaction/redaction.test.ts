import { describe, expect, test } from 'vitest'
import { createRedactor } from './index'

const CANARY = 'correct horse "battery"/staple'
const redact = createRedactor(() => [CANARY, 'abc'])

describe('stored secrets', () => {
  test.each([
    ['plain', CANARY],
    ['in JSON', JSON.stringify({ text: CANARY })],
    ['in JSON in JSON', JSON.stringify({ text: JSON.stringify({ text: CANARY }) })],
    ['in an address', `https://x/?q=${encodeURIComponent(CANARY)}`],
    ['in Base64', Buffer.from(CANARY).toString('base64')],
  ])('%s are gone', (_, text) => {
    const clean = redact(`before ${text} after`)
    expect(clean).not.toContain('battery')
    expect(clean).toContain('[secret]')
    expect(clean).toMatch(/^before .* after$/)
  })

  test('too short to be told apart stay', () => expect(redact('abc')).toBe('abc'))

  test('are read anew when they change', () => {
    let values = ['first-secret']
    const live = createRedactor(() => values)
    expect(live('first-secret')).toBe('[secret]')
    values = ['second-secret']
    expect(live('first-secret second-secret')).toBe('first-secret [secret]')
  })
})

describe('credentials by their form', () => {
  test.each([
    `omm_${'a'.repeat(43)}`,
    `ghp_${'A1'.repeat(18)}`,
    `github_pat_${'a'.repeat(60)}`,
    `glpat-${'a'.repeat(20)}`,
    `xoxb-1234567890-abcdef`,
    `sk-ant-${'a'.repeat(40)}`,
    `AKIA${'A'.repeat(16)}`,
    `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl`,
    `-----BEGIN PRIVATE KEY-----\nMIIabc\n-----END PRIVATE KEY-----`,
  ])('%s', (token) => expect(redact(`x ${token} y`)).toBe('x [secret] y'))

  test('after their scheme, and in an address', () => {
    expect(redact('Authorization: Bearer abcdefghij')).toBe('Authorization: Bearer [secret]')
    expect(redact('postgres://me:pw12@db/x')).toBe('postgres://me:[secret]@db/x')
  })
})

describe('members whose name says it', () => {
  test.each([
    'password',
    'api_key',
    'apiKey',
    'X-API-Key',
    'client_secret',
    'accessToken',
    'DB_PASSWORD',
    'cookie',
  ])('%s', (name) => {
    const clean = redact(JSON.stringify({ [name]: 'a "quoted" value', other: 'stays' }))
    expect(JSON.parse(clean)).toEqual({ [name]: '[secret]', other: 'stays' })
  })

  test('inside JSON inside a string', () => {
    const clean = redact(JSON.stringify({ text: JSON.stringify({ password: 'a"b', user: 'me' }) }))
    expect(JSON.parse((JSON.parse(clean) as { text: string }).text)).toEqual({
      password: '[secret]',
      user: 'me',
    })
  })

  test('also when the text was cut in the middle of the value', () => {
    expect(redact('{"password":"hunter')).toBe('{"password":"[secret]')
  })

  test.each(['progressToken', 'nextPageToken', 'max_tokens', 'tokenizer', 'secretary', 'keyboard', 'author'])(
    '%s is no secret',
    (name) => {
      const text = JSON.stringify({ [name]: 'value' })
      expect(redact(text)).toBe(text)
    },
  )
})

test('a long text takes a moment only', () => {
  const text = JSON.stringify({
    rows: Array.from({ length: 2_000 }, (_, n) => ({ name: `row ${n}`, value: '"\\' })),
  })
  const started = performance.now()
  expect(redact(text)).toBe(text)
  expect(performance.now() - started).toBeLessThan(500)
})
