import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { registry } from '@servers/registry'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { buildService, type BuiltService } from '../support/build-service'
import { ServiceChild } from '../support/service-child'

/** The real program, bundled, in processes of its own. */
let built: BuiltService
let dataDir: string
let children: ServiceChild[]

beforeAll(async () => void (built = await buildService()))
afterAll(() => built.remove())
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'omni-process-'))
  children = []
})
afterEach(async () => {
  await Promise.all(children.map((child) => child.kill()))
  rmSync(dataDir, { recursive: true, force: true })
})

function spawn(): ServiceChild {
  const child = new ServiceChild(built.entry)
  children.push(child)
  return child
}

async function started(serviceId = 'memory'): Promise<ServiceChild> {
  const child = spawn()
  await child.start(serviceId, dataDir)
  return child
}

describe('a service process', () => {
  test.each(registry.map(({ id, probe }) => ({ id, probe })))(
    'serves $id, proves it with its probe, and stops cleanly',
    async ({ id, probe }) => {
      const child = await started(id)
      expect(child.messages[0]).toEqual({ type: 'alive', pid: child.process.pid })
      expect(statSync(child.endpoint).mode & 0o777).toBe(0o600)

      const client = await child.client()
      if (probe === null) throw new Error(`${id} has no probe of its own`)
      const result = await client.callTool({ name: probe?.tool ?? '', arguments: probe?.arguments ?? {} })
      expect(result.isError).toBeUndefined()

      child.send({ type: 'heartbeat', n: 7 })
      expect(await child.message('heartbeat')).toMatchObject({ n: 7, connections: 1 })

      child.send({ type: 'stop' })
      expect(await child.ended()).toEqual({ code: 0, signal: null })
      expect(existsSync(child.endpoint)).toBe(false)
      // A database that was closed leaves no log beside it.
      expect(readdirSync(dataDir).filter((name) => /-(?:wal|shm)$/.test(name))).toEqual([])
    },
  )

  test('answers what runs when it is asked to stop', async () => {
    const child = await started('context')
    const client = await child.client()
    const text = 'the quick brown fox '.repeat(50_000)
    const counted = client.callTool({ name: 'count_tokens', arguments: { text } })
    await client.ping()
    child.send({ type: 'stop' })
    expect((await counted).structuredContent).toMatchObject({ isExact: true })
    expect(await child.ended()).toEqual({ code: 0, signal: null })
  })

  test('ends at once when main is gone', async () => {
    const child = await started()
    child.process.disconnect()
    expect(await child.ended()).toEqual({ code: 0, signal: null })
  })

  test('loses nothing that it confirmed when it is killed in the middle of writing', async () => {
    const confirmed: string[] = []
    for (let round = 0; round < 5; round++) {
      const child = await started()
      const client = await child.client()
      const write = async (n: number): Promise<void> => {
        const name = `${round}/${n}`
        const entities = [{ name, entityType: 'probe', observations: ['x'.repeat(2_000)] }]
        await client.callTool({ name: 'create_entities', arguments: { entities } })
        confirmed.push(name)
      }
      const writes = Array.from({ length: 200 }, (_, n) => write(n).catch(() => {}))
      const before = confirmed.length
      await writes[20 + round * 17]
      await child.kill()
      await Promise.all(writes)
      expect(confirmed.length - before).toBeGreaterThan(20)
    }

    const child = await started()
    const client = await child.client()
    const { structuredContent } = await client.callTool({ name: 'read_graph', arguments: {} })
    const kept = (structuredContent as { entities: { name: string; observations: string[] }[] }).entities
    expect(new Set(kept.map(({ name }) => name))).toEqual(expect.objectContaining({ size: kept.length }))
    for (const name of confirmed) expect(kept.some((entity) => entity.name === name)).toBe(true)
    // An entity is written with its observations or not at all.
    expect(kept.every(({ observations }) => observations.length === 1)).toBe(true)
    expect(child.messages.filter(({ type }) => type === 'log')).toEqual([])
  })

  test('refuses a database of a newer OmniMind and leaves it as it is', async () => {
    const db = new Database(join(dataDir, 'memory.db'))
    db.pragma('user_version = 99')
    db.close()
    const child = spawn()
    child.order('memory', dataDir)
    expect(await child.message('config-error')).toMatchObject({
      message: expect.stringContaining('was written by a newer OmniMind (schema 99; this version knows 3)'),
      nextStep: expect.stringContaining('Update OmniMind'),
    })
    expect(await child.ended()).toEqual({ code: 78, signal: null })
    expect(readdirSync(dataDir)).toEqual(['memory.db'])
  })

  test('sets a damaged database aside, says where, and works with a new one', async () => {
    writeFileSync(join(dataDir, 'memory.db'), 'this is no database '.repeat(500))
    const child = await started()
    const log = await child.message('log')
    expect(log).toMatchObject({ level: 'error', text: expect.stringContaining('is damaged') })
    const kept = String(log.fields?.['kept'])
    expect(await child.message('notice')).toMatchObject({
      code: 'DATABASE_DAMAGED',
      message: expect.stringContaining(kept),
    })
    expect(statSync(kept).size).toBe(10_000)
    const client = await child.client()
    expect(await client.callTool({ name: 'read_graph', arguments: {} })).toMatchObject({
      structuredContent: { entities: [], relations: [] },
    })
  })

  test('notices damage in the middle of a database, too', async () => {
    const first = await started()
    const client = await first.client()
    const observations = Array.from({ length: 200 }, (_, n) => `${n} ${'x'.repeat(1_000)}`)
    await client.callTool({
      name: 'create_entities',
      arguments: { entities: [{ name: 'Ada', entityType: 'person', observations }] },
    })
    first.send({ type: 'stop' })
    await first.ended()
    const path = join(dataDir, 'memory.db')
    const db = new Database(path)
    const root = db.prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'observations'`).pluck().get()
    const pageSize = Number(db.pragma('page_size', { simple: true }))
    db.close()
    const file = openSync(path, 'r+')
    writeSync(file, Buffer.alloc(pageSize, 0xa5), 0, pageSize, (Number(root) - 1) * pageSize)
    closeSync(file)

    const second = await started()
    expect(await second.message('log')).toMatchObject({ level: 'error' })
    expect(readdirSync(dataDir).some((name) => name.startsWith('memory.db.corrupt-'))).toBe(true)
  })

  test.each([
    ['a directory that is not there', () => join(dataDir, 'missing')],
    ['a file in place of the directory', () => (writeFileSync(join(dataDir, 'f'), ''), join(dataDir, 'f'))],
  ])('explains %s', async (_, directory) => {
    const child = spawn()
    child.order('memory', directory())
    expect(await child.message('config-error')).toMatchObject({
      message: expect.stringContaining('cannot be written'),
      nextStep: expect.stringContaining('permission'),
    })
    expect((await child.ended()).code).toBe(78)
  })

  test('explains settings and services it does not know', async () => {
    const wrongSettings = spawn()
    wrongSettings.order('memory', dataDir, { colour: true })
    expect(await wrongSettings.message('config-error')).toMatchObject({
      message: expect.stringContaining('settings of Memory are not valid'),
    })
    expect((await wrongSettings.ended()).code).toBe(78)

    const unknown = spawn()
    unknown.order('astrology', dataDir)
    expect(await unknown.message('config-error')).toMatchObject({
      message: 'There is no built-in server called astrology.',
    })
    expect((await unknown.ended()).code).toBe(78)
  })

  test('dies of an unforeseen error with its stack on stderr', async () => {
    const child = spawn()
    child.send({
      type: 'start',
      serviceId: 'memory',
      endpoint: join(dataDir, 'missing', 'x.sock'),
      dataDir,
      settings: {},
    })
    expect(await child.ended()).toEqual({ code: 1, signal: null })
    expect(child.stderr).toMatch(/Error: listen .*x\.sock\n\s+at /)
  })
})
