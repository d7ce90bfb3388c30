import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { labelledLog } from '../../bench/compression/log-lines'
import { logStyles } from '../../bench/compression/log-styles'
import { buildService, type BuiltService } from '../support/build-service'
import { ServiceChild } from '../support/service-child'

let built: BuiltService
let dataDir: string
beforeAll(async () => {
  built = await buildService()
  dataDir = mkdtempSync(join(tmpdir(), 'omni-killed-'))
})
afterAll(() => {
  built.remove()
  rmSync(dataDir, { recursive: true, force: true })
})

const text = logStyles.map((style) => labelledLog(style, 250).text).join('\n')

/** After so many other calls were answered while the compression runs: wherever it then is. */
test.each([1, 3, 9])('killed in the middle of a compression (%i), the store is whole', async (calls) => {
  const child = new ServiceChild(built.entry)
  await child.start('context', dataDir)
  const client = await child.client()
  const input = `${calls}\n${text}`
  const lost = client.callTool({ name: 'compress_context', arguments: { text: input } }).catch(() => null)
  for (let n = 0; n < calls; n++) await client.callTool({ name: 'list_contexts', arguments: {} })
  await child.kill()
  await lost

  const db = new Database(join(dataDir, 'context.db'), { readonly: true })
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(db.pragma('foreign_key_check')).toEqual([])
  db.close()

  const next = new ServiceChild(built.entry)
  await next.start('context', dataDir)
  const reader = await next.client()
  const again = await reader.callTool({ name: 'compress_context', arguments: { text: input } })
  const { compressionId } = again.structuredContent as { compressionId: string }
  const restored = await reader.callTool({
    name: 'restore_context',
    arguments: { reference: compressionId },
  })
  expect((restored.content as { text: string }[])[0]?.text === input).toBe(true)
  await next.kill()
})
