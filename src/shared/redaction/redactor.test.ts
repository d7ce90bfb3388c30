import { describe, expect, test } from 'vitest'
import { createRedactor } from './redactor'

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

test.each([
  ['backslashes', '\\'.repeat(1_000_000)],
  ['beginnings of tokens', 'eyJ-'.repeat(250_000)],
  ['dots', 'a.'.repeat(500_000)],
  ['beginnings of keys', '-----BEGIN PRIVATE KEY-----'.repeat(40_000)],
  ['variables', 'a_b-'.repeat(250_000)],
  ['quotes', '"token'.repeat(160_000)],
  ['names', 'token_'.repeat(160_000)],
  ['flags', '--token '.repeat(125_000)],
  ['assignments', 'password='.repeat(110_000)],
  ['opening quotes', `pass="`.repeat(160_000)],
  ['escaped quotes', String.raw`pass=\"`.repeat(140_000)],
  ['quotes and dashes', `'--`.repeat(330_000)],
  ['cookies', 'cookie: a'.repeat(110_000)],
  ['authorizations', 'authorization: '.repeat(66_000)],
  [
    'ordinary rows',
    JSON.stringify(Array.from({ length: 20_000 }, (_, n) => ({ name: `row ${n}`, token: 'x' }))),
  ],
])('a megabyte of %s takes time linear in its length', (_, text) => {
  const measured = (part: string): number => {
    const started = performance.now()
    redact(`token ${part}`)
    return performance.now() - started
  }
  measured(text.slice(0, text.length / 8))
  const eighth = Math.max(1, measured(text.slice(0, text.length / 8)))
  // Quadratic time would be 64 times as long; a busy machine is not.
  expect(measured(text) / eighth).toBeLessThan(40)
})

test('a secret across the cut goes as well', () => {
  const live = createRedactor(() => ['supersecretvalue'])
  expect(live('{"a":"supersecret', true)).toBe('{"a":"[secret]')
  expect(live('{"a":"supersecret', false)).toBe('{"a":"supersecret')
})

test.each([
  ['{"password":12345678,"b":1}', '{"password":"[secret]","b":1}'],
  ['{"password":["x","y"],"b":1}', '{"password":"[secret]","b":1}'],
  ['{"pass":"x"}', '{"pass":"[secret]"}'],
  ['DB_PASSWORD=hunter22 next', 'DB_PASSWORD=[secret] next'],
  ['https://x/?api_key=abc123&token=def456&q=1', 'https://x/?api_key=[secret]&token=[secret]&q=1'],
])('%s', (text, clean) => expect(redact(text)).toBe(clean))

test('a stored secret inside longer Base64 is found', () => {
  const text = Buffer.from(`user:${CANARY}:rest`).toString('base64')
  expect(Buffer.from(redact(text).replace('[secret]', ''), 'base64').toString()).not.toContain('battery')
})

describe('values after a name that says it, outside of JSON', () => {
  test.each([
    ['DB_PASS=hunter2hunter2 next', 'DB_PASS=[secret] next'],
    ['PGPASSWORD=hunter2hunter2', 'PGPASSWORD=[secret]'],
    ['MYSQL_PWD: "two words", more', 'MYSQL_PWD: "[secret]", more'],
    ['password="two words" next', 'password="[secret]" next'],
    ["password = 'two words' next", "password = '[secret]' next"],
    ['password: hunter', 'password: [secret]'],
    ['x-api-key: abcdef1234567', 'x-api-key: [secret]'],
    ['AWS_SECRET_ACCESS_KEY: abcdef', 'AWS_SECRET_ACCESS_KEY: [secret]'],
    ['Authorization: Token abcdef1234567', 'Authorization: Token [secret]'],
    ['Authorization: abcdef1234567', 'Authorization: [secret]'],
    ['Cookie: sid=abcdef; b=2\nnext', 'Cookie: [secret]\nnext'],
    ['Set-Cookie: sid=abcdef; Path=/', 'Set-Cookie: [secret]'],
    ['run --password hunter --verbose', 'run --password [secret] --verbose'],
    ["run --api-key 'two words' x", "run --api-key '[secret]' x"],
    ['run --token=abcdef x', 'run --token=[secret] x'],
    ["{'password': 'two words', 'b': 1}", "{'password': '[secret]', 'b': 1}"],
    ['token: abcdef1234567', 'token: [secret]'],
  ])('%s', (text, clean) => {
    expect(redact(text)).toBe(clean)
    const inJson = JSON.stringify({ text, other: 'stays' })
    expect(JSON.parse(redact(inJson))).toEqual({ text: clean, other: 'stays' })
  })

  test.each([
    'The password is wrong.',
    'missing required option --token is required',
    'error: option --password must be set',
    '--password --verbose',
    'SyntaxError: Unexpected token: expected a comma',
    'tests: pass: 1200 of them',
    'api_key: missing',
    'interface Login { password: string; token: null }',
    'keyboard: abcdef1234567, author=abcdef1234567, max_tokens=100000',
    'https://example.org/cookies: a recipe with authorization of the cook',
    '{"note":"login with --password ","b":"stays 123"}',
    '{"note":"password=","b":"stays 123"}',
    '{"text":"{\\"note\\":\\"password=\\",\\"b\\":\\"stays 123\\"}"}',
  ])('%s stays', (text) => expect(redact(text)).toBe(text))
})
