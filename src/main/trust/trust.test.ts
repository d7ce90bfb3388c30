import { join } from 'node:path'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { expect, onTestFinished, test } from 'vitest'
import type { Catalog, CatalogTool } from '@shared/domain/catalog'
import { memoryLogger } from '../../../tests/support/memory-logger'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { controlMigrations, openDatabase } from '../storage'
import { createTrust } from './index'

const tool = (name: string, fingerprint: string, more: Partial<CatalogTool> = {}): CatalogTool => ({
  name,
  definition: { name, description: fingerprint },
  fingerprint,
  trust: 'new',
  findings: [],
  ...more,
})
const offer = (serviceId: string, tools: CatalogTool[]): Catalog => ({
  serviceId,
  at: 1,
  modern: false,
  serverInfo: {},
  capabilities: {},
  instructions: null,
  tools,
  prompts: [],
  resources: [],
  resourceTemplates: [],
  problem: null,
})

function opened() {
  const dir = mkdtempSync(join(tmpdir(), 'omni-trust-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const clock = new VirtualClock()
  const log = memoryLogger()
  const start = () => {
    const db = openDatabase({
      file: join(dir, 'control.db'),
      migrations: controlMigrations,
      synchronous: 'NORMAL',
      clock,
    })
    onTestFinished(() => void db.db.close())
    return createTrust({
      db,
      clock,
      log,
      audit: log,
      isExternal: (id) => id !== 'memory',
      tokensOf: () => null,
    })
  }
  return { start, log }
}
const states = (trust: ReturnType<ReturnType<typeof opened>['start']>, id = 'x') =>
  Object.fromEntries(trust.reviews([id]).map(({ tool: { name, trust: state } }) => [name, state]))

test('a server brings its first tools; what comes or changes later waits for a person', () => {
  const { start, log } = opened()
  const trust = start()
  let changes = 0
  trust.onChange(() => changes++)
  trust.learned(offer('x', [tool('a', '1')]))
  expect(states(trust)).toEqual({ a: 'trusted' })
  expect(trust.approved('x')).toEqual({ a: '1' })
  trust.learned(offer('x', [tool('a', '2'), tool('b', '1')]))
  expect(states(trust)).toEqual({ a: 'changed', b: 'new' })
  expect(trust.pending()).toEqual({ x: 2 })
  expect(trust.reviews(['x'])[0]).toMatchObject({ approved: { description: '1' } })
  expect(changes).toBe(2)
  trust.approve('x', [{ name: 'a', fingerprint: '2' }])
  expect(trust.approved('x')).toEqual({ a: '2' })
  expect(trust.pending()).toEqual({ x: 1 })
  expect(log.lines.filter(({ text }) => text.includes('approved by a person'))).toHaveLength(1)
})

test('tools that look suspicious wait, also the first ones', () => {
  const trust = opened().start()
  const found = (kind: CatalogTool['findings'][number]['kind']) => ({ findings: [{ kind, text: '' }] })
  trust.learned(
    offer('x', [
      tool('bad', '1', found('instructions-to-the-model')),
      tool('twin', '1', found('look-alike-name')),
      tool('same', '1', found('shadowed-name')),
      tool('long', '1', found('oversized')),
    ]),
  )
  expect(states(trust)).toEqual({ bad: 'new', twin: 'new', same: 'trusted', long: 'trusted' })
})

test('only exactly what was seen can be approved, and only what is there', () => {
  const trust = opened().start()
  trust.learned(offer('x', [tool('a', '1')]))
  trust.learned(offer('x', [tool('a', '3')]))
  expect(() => trust.approve('x', [{ name: 'a', fingerprint: '2' }])).toThrow('not any more as it was')
  expect(() => trust.approve('x', [{ name: 'z', fingerprint: '2' }])).toThrow('no tool "z"')
  expect(states(trust)).toEqual({ a: 'changed' })
})

test('an approval can be taken back; built-in tools need none', () => {
  const trust = opened().start()
  trust.learned(offer('x', [tool('a', '1')]))
  trust.withdraw('x', ['a'])
  expect(states(trust)).toEqual({ a: 'new' })
  // Heard again it is not new to us: nothing is approved by itself.
  trust.learned(offer('x', [tool('a', '1')]))
  expect(states(trust)).toEqual({ a: 'new' })
  trust.learned(offer('memory', [tool('m', '1', { findings: [{ kind: 'oversized', text: '' }] })]))
  expect(states(trust, 'memory')).toEqual({ m: 'trusted' })
  expect(() => trust.withdraw('memory', ['m'])).toThrow('no external server')
})

test('a server that shows no tools for a while is not new when they come back', () => {
  const trust = opened().start()
  trust.learned(offer('x', []))
  trust.learned(offer('x', [tool('a', '1')]))
  expect(states(trust)).toEqual({ a: 'trusted' })
  trust.learned(offer('x', []))
  trust.learned(offer('x', [tool('a', '2'), tool('b', '1')]))
  expect(states(trust)).toEqual({ a: 'changed', b: 'new' })
})

test('decisions and offers outlive the program; removal forgets them', () => {
  const { start } = opened()
  const before = start()
  before.learned(offer('x', [tool('a', '1')]))
  before.learned(offer('x', [tool('a', '2')]))
  const trust = start()
  expect(trust.pending()).toEqual({ x: 1 })
  expect(trust.lastCatalog('x')?.tools).toMatchObject([{ name: 'a', trust: 'changed' }])
  trust.approve('x', [{ name: 'a', fingerprint: '2' }])
  expect(start().approved('x')).toEqual({ a: '2' })
  trust.forget('x')
  expect(trust.lastCatalog('x')).toBeNull()
  expect(start().approved('x')).toEqual({})
  trust.learned(offer('x', [tool('a', '9')]))
  expect(states(trust)).toEqual({ a: 'trusted' })
})
