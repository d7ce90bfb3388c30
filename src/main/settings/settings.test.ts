import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ServiceManifest } from '@shared/domain/manifest'
import { defaultSettings } from '@shared/domain/settings'
import { createSettings } from './index'

const manifest: ServiceManifest = {
  id: 'memory',
  title: 'Memory',
  description: 'Remembers.',
  port: 4321,
  tier: 1,
  mode: 'always',
  settings: [
    { key: 'limit', label: 'Limit', help: '', value: { type: 'integer', default: 10, min: 1, max: 100 } },
    { key: 'strict', label: 'Strict', help: '', value: { type: 'boolean', default: false } },
  ],
  probe: { tool: 'read_graph', arguments: {} },
  permissions: [],
}

let home: string
let warned: string[]
let told: string[]
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'omni-settings-'))
  warned = []
  told = []
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const ignore = (): void => {}
const open = (at = home) =>
  createSettings({
    home: at,
    clock: { epochMs: () => Date.UTC(2026, 10, 21, 3, 15) },
    log: { debug: ignore, info: ignore, warn: (text) => warned.push(text), error: ignore },
    audit: { debug: ignore, info: (text) => told.push(text), warn: ignore, error: ignore },
    manifests: () => [manifest],
  })
const path = () => join(home, 'settings.json')
const read = () => JSON.parse(readFileSync(path(), 'utf8')) as Record<string, Record<string, unknown>>
const write = (text: string) => writeFileSync(path(), text)

describe('reading and changing', () => {
  it('starts with the defaults and writes nothing of its own accord', () => {
    const settings = open()
    expect(settings.get()).toEqual(defaultSettings)
    expect(settings.warnings).toEqual([])
    expect(readdirSync(home)).toEqual([])
  })

  it('has a change on disk, private, before the call returns', () => {
    const settings = open()
    const seen: string[] = []
    settings.onChange(({ theme }) => seen.push(theme))
    settings.update({ theme: 'dark' })
    expect(read()['settings']?.['theme']).toBe('dark')
    expect(statSync(path()).mode & 0o777).toBe(0o600)
    expect(seen).toEqual(['dark'])
    expect(open().get().theme).toBe('dark')
  })

  it('leaves a line for each change of a service: which choices, and not to what', () => {
    const settings = open()
    settings.updateService('memory', { values: { limit: 7, strict: false }, mode: 'on-demand' })
    settings.updateService('memory', { values: { limit: 7, strict: false }, mode: 'on-demand' })
    settings.updateService('memory', { wanted: 'stopped' })
    expect(told).toEqual(['Settings of Memory changed: limit, mode.'])
  })

  it('refuses what does not fit, and keeps what was', () => {
    const settings = open()
    expect(() => settings.update({ idleStopMinutes: -1 })).toThrow(
      expect.objectContaining({ code: 'BAD_INPUT' }),
    )
    expect(settings.get()).toEqual(defaultSettings)
  })

  it('keeps what a newer version wrote, on every level', () => {
    write(
      JSON.stringify({
        format: 2,
        future: { a: 1 },
        settings: { theme: 'light', orbit: true },
        services: { memory: { wanted: 'stopped', colour: 'red', values: { limit: 5, depth: 9 } }, other: {} },
      }),
    )
    const settings = open()
    expect(settings.warnings).toEqual([])
    settings.update({ theme: 'dark' })
    settings.updateService('memory', { values: { limit: 7, strict: true } })
    expect(read()).toMatchObject({
      format: 2,
      future: { a: 1 },
      settings: { theme: 'dark', orbit: true },
      services: {
        memory: { wanted: 'stopped', colour: 'red', values: { limit: 7, strict: true, depth: 9 } },
        other: {},
      },
    })
  })
})

describe('services', () => {
  it('follow the manifest until the person chooses', () => {
    const settings = open()
    const manifestDefaults = {
      wanted: 'running',
      mode: 'always',
      portOverride: null,
      values: { limit: 10, strict: false },
    }
    expect(settings.service('memory')).toEqual(manifestDefaults)
    const seen: string[] = []
    settings.onServiceChange((id, config) => seen.push(`${id} ${config.wanted}`))
    settings.updateService('memory', { wanted: 'stopped', portOverride: 4999 })
    expect(seen).toEqual(['memory stopped'])
    expect(open().service('memory')).toEqual({ ...manifestDefaults, wanted: 'stopped', portOverride: 4999 })
  })

  it('refuse values that the manifest does not allow', () => {
    const settings = open()
    const refusal = expect.objectContaining({ code: 'CONFIG_INVALID' })
    expect(() => settings.updateService('memory', { values: { limit: 101 } })).toThrow(refusal)
    expect(() => settings.updateService('memory', { values: { nonsense: 1 } })).toThrow(refusal)
    expect(settings.service('memory').values).toEqual({ limit: 10, strict: false })
  })

  it('use the default for a stored value that is no longer valid, and say so', () => {
    write(JSON.stringify({ services: { memory: { values: { limit: 5_000, strict: true } } } }))
    const settings = open()
    expect(settings.service('memory').values).toEqual({ limit: 10, strict: true })
    expect(settings.warnings[0]).toContain('limit')
  })

  it('suggest the name that was meant', () => {
    expect(() => open().service('memroy')).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_SERVICE', nextStep: expect.stringContaining('"memory"') }),
    )
  })
})

describe('damage', () => {
  it.each(['{"settings": {"theme": "da', '', '[]', '{"settings": [1]}', '\u0000\u0001'])(
    'keeps %j aside and goes on with the last good copy',
    (text) => {
      open().update({ theme: 'dark', idleStopMinutes: 3 })
      write(text)
      const settings = open()
      expect(settings.get()).toMatchObject({ theme: 'dark', idleStopMinutes: 3 })
      const kept = readdirSync(home).find((name) => name.startsWith('settings.corrupt-')) ?? ''
      expect(readFileSync(join(home, kept), 'utf8')).toBe(text)
      expect(settings.warnings[0]).toContain(kept)
      expect(warned).toEqual([...settings.warnings])
      expect(open().warnings).toEqual([])
    },
  )

  it('of one value loses that value alone, in the settings and in a service, and is told once', () => {
    const text = JSON.stringify({
      settings: { theme: 'sepia', idleStopMinutes: 3 },
      services: {
        memory: { wanted: 'stopped', mode: 'sometimes', values: { limit: [1], strict: true } },
        other: 7,
      },
    })
    write(text)
    writeFileSync(join(home, 'settings.last-good.json'), text)
    const settings = open()
    expect(settings.get()).toEqual({ ...defaultSettings, idleStopMinutes: 3 })
    expect(settings.service('memory')).toEqual({
      wanted: 'stopped',
      mode: 'always',
      portOverride: null,
      values: { limit: 10, strict: true },
    })
    for (const place of ['settings.theme', 'memory.mode', 'memory.values.limit', 'services.other'])
      expect(settings.warnings[0]).toContain(place)
    const kept = readdirSync(home).find((name) => name.startsWith('settings.corrupt-')) ?? ''
    expect(readFileSync(join(home, kept), 'utf8')).toBe(text)
    const again = open()
    expect(again.warnings).toEqual([])
    expect(again.service('memory').wanted).toBe('stopped')
  })

  it('of the place of the last good copy does not keep a change from being made', () => {
    const settings = open()
    mkdirSync(join(home, 'settings.last-good.json'))
    expect(settings.update({ theme: 'dark' }).theme).toBe('dark')
    expect(settings.get().theme).toBe('dark')
    expect(read()['settings']?.['theme']).toBe('dark')
    expect(warned).toEqual([expect.stringContaining('settings.last-good.json')])
    expect(open().get().theme).toBe('dark')
  })

  it('goes on with the defaults when the copy is damaged too', () => {
    write('{')
    writeFileSync(join(home, 'settings.last-good.json'), '{')
    const settings = open()
    expect(settings.get()).toEqual(defaultSettings)
    expect(settings.warnings[0]).toContain('defaults')
  })

  it('says what to do when the data directory cannot be written', () => {
    const file = join(home, 'a-file')
    writeFileSync(file, '')
    expect(() => open(join(file, 'below'))).toThrow(
      expect.objectContaining({ code: 'DATA_DIR_UNWRITABLE', nextStep: expect.stringContaining('--home') }),
    )
  })

  it('changes nothing when a write fails later', () => {
    const settings = open()
    rmSync(home, { recursive: true })
    expect(() => settings.update({ theme: 'dark' })).toThrow(
      expect.objectContaining({ code: 'DATA_DIR_UNWRITABLE' }),
    )
    expect(settings.get().theme).toBe('system')
  })
})

it('a SIGKILL in the middle of writing leaves a whole file and no drafts', async () => {
  const module = pathToFileURL(join(import.meta.dirname, 'atomic-file.ts')).href
  const script = `import { writeFileAtomic } from ${JSON.stringify(module)}
    const texts = ['dark', 'light'].map((theme) =>
      JSON.stringify({ settings: { theme }, pad: { text: theme.repeat(50_000) } }))
    writeFileAtomic(${JSON.stringify(path())}, texts[0])
    process.stdout.write('x')
    for (let n = 1; ; n++) writeFileAtomic(${JSON.stringify(path())}, texts[n % 2])`
  for (let round = 0; round < 8; round++) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script])
    await once(child.stdout, 'data')
    setTimeout(() => child.kill('SIGKILL'), round * 3)
    await once(child, 'exit')
    const settings = open()
    expect(settings.warnings).toEqual([])
    expect(['dark', 'light']).toContain(settings.get().theme)
    expect(readdirSync(home).filter((name) => name.endsWith('.draft'))).toEqual([])
  }
})
