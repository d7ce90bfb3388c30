import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { memoryLogger } from '../../../tests/support/memory-logger'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import type { Tool, ToolCall } from '../kit/define-tool'
import { Folders } from '../kit/folders/folders'
import { openEditHistory, type EditHistory } from './edit-history'
import { FileChanges } from './file-changes'
import { createDirectory } from './tools/create-directory'
import { editFile } from './tools/edit-file'
import { moveFile } from './tools/move-file'
import type { FilesystemDeps } from './tools/tool-deps'
import { undoEditTool } from './tools/undo-edit'
import { writeFile } from './tools/write-file'

let base: string
let history: EditHistory
let deps: FilesystemDeps
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'omni-changes-')))
  mkdirSync(join(base, 'jail'))
  const folders = new Folders([join(base, 'jail')])
  history = openEditHistory(
    { dataDir: base, clock: new VirtualClock(), log: memoryLogger(), notice: () => {} },
    1_000_000,
  )
  deps = { folders, changes: new FileChanges(folders, history), history }
})
afterEach(() => {
  history.close()
  rmSync(base, { recursive: true })
})

test.each<[string, (deps: FilesystemDeps) => Tool, Record<string, unknown>]>([
  ['write_file', writeFile, { path: 'new', content: 'new' }],
  ['edit_file', editFile, { path: 'f', edits: [{ oldText: 'old', newText: 'new' }], dryRun: false }],
  ['move_file', moveFile, { source: 'f', destination: 'g' }],
  ['create_directory', createDirectory, { path: 'made' }],
  ['undo_edit', undoEditTool, { force: true }],
])('%s changes nothing when it is cancelled while it waits in line', async (_, tool, input) => {
  await deps.changes.write('f', Buffer.from('old'), { tool: 'test', client: null })
  const before = Promise.withResolvers<void>()
  const first = deps.changes.alone(async () => await before.promise)
  const cancelled = new AbortController()
  const session = { id: 'one', startedAt: 0, client: () => null }
  const call: ToolCall = { session, signal: cancelled.signal, progress() {} }
  const waiting = Promise.resolve(tool(deps).run(input, call))
  const outcome = expect(waiting).rejects.toThrow('cancelled')
  cancelled.abort()
  before.resolve()
  await Promise.all([first, outcome])
  expect(readdirSync(join(base, 'jail'))).toEqual(['f'])
  expect(readFileSync(join(base, 'jail/f'), 'utf8')).toBe('old')
})
