import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defaultProfile, type Profile } from '@shared/domain/profile'
import { memoryLogger } from '../../../tests/support/memory-logger'
import { createProfiles } from './index'

let home: string
beforeEach(() => void (home = mkdtempSync(join(tmpdir(), 'omni-profiles-'))))
afterEach(() => rmSync(home, { recursive: true }))

const catalog: Record<string, string[]> = { memory: ['read', 'write'], notes: ['read', 'find'] }
const open = () =>
  createProfiles({
    home,
    epochMs: () => 0,
    log: memoryLogger(),
    isService: (id) => id in catalog,
    services: () => Object.keys(catalog),
    toolsOf: (id) => catalog[id] ?? [],
  })
const profile = (more: Partial<Profile> = {}): Profile => ({
  ...defaultProfile,
  id: 'web',
  title: 'Web',
  ...more,
})

test('default is always there and first; others are kept, changed and removed', () => {
  const profiles = open()
  let told = 0
  profiles.onChange(() => told++)
  expect(profiles.list()).toEqual([defaultProfile])
  profiles.save(profile({ services: ['memory'] }))
  profiles.save(profile({ id: 'default', search: 'on' }))
  expect(open().list()).toEqual([profile({ id: 'default', search: 'on' }), profile({ services: ['memory'] })])
  profiles.remove('web')
  expect(profiles.remove('default')).toEqual([defaultProfile])
  expect(told).toBe(4)
  expect(() => profiles.remove('web')).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }))
})

test.each(['memory', 'gateway', 'center', 'all', 'mcp'])('"%s" is taken', (id) => {
  expect(() => open().save(profile({ id }))).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }))
  expect(open().list()).toEqual([defaultProfile])
})

describe('two tools of one name', () => {
  test.each<[string, Partial<Profile>, RegExp | null]>([
    [
      'chosen twice',
      { tools: { 'memory/read': { name: 'x' }, 'notes/find': { name: 'x' } } },
      /both be called "x"/,
    ],
    ['chosen as another one is called', { tools: { 'memory/read': { name: 'notes__find' } } }, /notes__find/],
    ['plain', { naming: 'plain' }, /memory\/read and notes\/read would both be called "read"/],
    ['plain, one of them off', { naming: 'plain', tools: { 'notes/read': { enabled: false } } }, null],
    ['plain, one of them renamed', { naming: 'plain', tools: { 'notes/read': { name: 'look' } } }, null],
    ['plain, one service', { naming: 'plain', services: ['notes'] }, null],
    ['auto, which then has prefixes', { naming: 'auto' }, null],
    [
      'chosen for tools never heard',
      { tools: { 'memory/a': { name: 'x' }, 'notes/b': { name: 'x' } } },
      /"x"/,
    ],
    ['no tool of a service', { tools: { read: { name: 'x' } } }, /does not name a tool/],
  ])('%s', (_what, more, message) => {
    const save = () => open().save(profile(more))
    if (message) expect(save).toThrow(message)
    else expect(save()).toContainEqual(profile(more))
  })
})
