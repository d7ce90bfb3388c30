import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { buildService, type BuiltService } from '../support/build-service'
import { ServiceChild } from '../support/service-child'

const MEGABYTES = 4
const ROUNDS = 6

let service: BuiltService
beforeAll(async () => {
  service = await buildService()
})
afterAll(() => service.remove())

let base: string
let jail: string
let dataDir: string
const running: ServiceChild[] = []
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'omni-killed-'))
  jail = join(base, 'jail')
  dataDir = join(base, 'data')
  mkdirSync(jail)
  mkdirSync(dataDir)
})
afterEach(async () => {
  await Promise.all(running.splice(0).map(async (child) => await child.kill()))
  rmSync(base, { recursive: true, force: true })
})

async function started(): Promise<{ child: ServiceChild; client: Client }> {
  const child = new ServiceChild(service.entry)
  running.push(child)
  const settings = { folders: [jail], readOnly: false, historyMb: 100 }
  child.send({ type: 'start', serviceId: 'filesystem', endpoint: child.endpoint, dataDir, settings })
  await child.message('listening')
  return { child, client: await child.client() }
}

const call = async (client: Client, name: string, args: Record<string, unknown>): Promise<string> =>
  JSON.stringify(await client.callTool({ name, arguments: args }))

/** The first moment at which a half-written file may lie there. */
async function untilWriting(): Promise<void> {
  while (!readdirSync(jail).some((name) => name.endsWith('.omnimind-tmp'))) await nextTurn()
}

describe('a service that is killed while it writes', () => {
  test('leaves the old file or the new one, tidies up when it starts again, and can undo what happened', async () => {
    const versions = Array.from({ length: ROUNDS + 1 }, (_, n) => String(n).repeat(MEGABYTES * 1024 * 1024))
    writeFileSync(join(jail, 'file'), versions[0] ?? '')
    const seen = [0]
    for (let round = 1; round <= ROUNDS; round++) {
      const { child, client } = await started()
      const write = call(client, 'write_file', { path: 'file', content: versions[round] }).catch(
        () => 'killed',
      )
      await untilWriting()
      // A little later each time, from the first byte to the rename.
      for (let turn = 0; turn < (round - 1) ** 3; turn++) await nextTurn()
      await child.kill()
      await write
      seen.push(versions.indexOf(readFileSync(join(jail, 'file'), 'utf8')))
    }
    for (const [round, version] of seen.entries()) expect([round, seen[round - 1] ?? 0]).toContain(version)
    expect(seen.some((version, round) => version !== round)).toBe(true)

    const { client } = await started()
    expect(await call(client, 'write_file', { path: 'other', content: 'x' })).toContain('Successfully')
    expect(readdirSync(jail).sort()).toEqual(['file', 'other'])
    const listed = JSON.parse(await call(client, 'list_edits', { path: 'file' })) as {
      structuredContent: { edits: { id: number; change: string }[] }
    }
    const happened = new Set(seen.filter((version) => version > 0))
    expect(listed.structuredContent.edits).toHaveLength(happened.size)
  })

  test('has a history that the next process goes on with', async () => {
    writeFileSync(join(jail, 'file'), 'before')
    const first = await started()
    await call(first.client, 'write_file', { path: 'file', content: 'after' })
    await first.child.kill()
    const second = await started()
    expect(await call(second.client, 'undo_edit', {})).toContain('Undone')
    expect(readFileSync(join(jail, 'file'), 'utf8')).toBe('before')
  })
})
