import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { memoryLogger } from '../../../tests/support/memory-logger'
import { createKeyFileSealer } from '../host/key-file-sealer'
import { createSecrets } from './index'

let home: string
beforeEach(() => void (home = mkdtempSync(join(tmpdir(), 'omni-secrets-'))))
afterEach(() => rmSync(home, { recursive: true }))

const open = (passphrase?: string) =>
  createSecrets({
    home,
    sealer: createKeyFileSealer(home, passphrase),
    clock: { epochMs: () => 1_000 },
    log: memoryLogger(),
  })
const onDisk = () => readFileSync(join(home, 'secrets.json'), 'utf8')

test('a value is kept sealed, listed by name, put into texts, and told when it changed', () => {
  const secrets = open()
  const told: string[] = []
  secrets.onChange((name) => told.push(name))
  secrets.set('git.hub', 's3cret value')
  expect(onDisk()).not.toContain('s3cret')
  expect(secrets.list()).toEqual([{ name: 'git.hub', updatedAt: 1_000 }])
  expect(open().resolve('Bearer ${secret:git.hub}!${HOME}')).toBe('Bearer s3cret value!${HOME}')
  secrets.remove('git.hub')
  expect(told).toEqual(['git.hub', 'git.hub'])
  expect(() => open().resolve('${secret:git.hub}')).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID', message: 'There is no secret "git.hub".' }),
  )
  expect(() => secrets.remove('git.hub')).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }))
})

test('a value with $ signs is put in as it is', () => {
  const secrets = open()
  secrets.set('odd', "$& $1 $' $$")
  expect(secrets.resolve('<${secret:odd}>')).toBe("<$& $1 $' $$>")
})

test('what cannot be opened is neither deleted nor given out, and the others work', () => {
  open('right').set('a', 'value of a')
  const locked = open('wrong')
  expect(() => locked.read('a')).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
  expect(locked.values()).toEqual([])
  locked.set('b', 'value of b')
  expect(locked.values()).toEqual(['value of b'])
  expect(open('right').read('a')).toBe('value of a')
})

test('an entry of another version stays in the file, and a damaged file is kept aside', () => {
  writeFileSync(join(home, 'secrets.json'), '{"format":2,"secrets":{"new":{"how":"otherwise"}},"more":1}')
  const secrets = open()
  secrets.set('a', 'value')
  expect(secrets.list().map(({ name }) => name)).toEqual(['a'])
  expect(JSON.parse(onDisk())).toMatchObject({ format: 2, more: 1, secrets: { new: { how: 'otherwise' } } })
  writeFileSync(join(home, 'secrets.json'), '{"secr')
  expect(open().list()).toEqual([])
  const kept = readdirSync(home).find((name) => name.startsWith('secrets.json.damaged-')) ?? ''
  expect(readFileSync(join(home, kept), 'utf8')).toBe('{"secr')
})

test('redaction gets the tokens inside credentials too, also new ones', () => {
  const secrets = open()
  secrets.set(
    'oauth.a',
    JSON.stringify({ tokens: { access_token: 'at-12345', expires_in: 1, scope: 'read' } }),
  )
  expect(secrets.values()).toContain('at-12345')
  expect(secrets.values()).not.toContain('read')
  secrets.set('plain', 'another-one')
  expect(secrets.values()).toContain('another-one')
})
