import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { memoryLogger } from '../../../tests/support/memory-logger'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { Folders } from '../kit/folders/folders'
import { openEditHistory, type EditHistory } from './edit-history'
import { FileChanges } from './file-changes'
import { recoverEdits } from './recover'
import { undoEdit } from './undo'

let base: string
let folders: Folders
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'omni-recover-')))
  mkdirSync(join(base, 'jail'))
  folders = new Folders([join(base, 'jail')])
})
afterEach(() => rmSync(base, { recursive: true }))

const inJail = (name: string): string => join(base, 'jail', name)
const origin = { tool: 'test', client: null }
const open = (maxBytes: number): EditHistory =>
  openEditHistory(
    { dataDir: base, clock: new VirtualClock(), log: memoryLogger(), notice: () => {} },
    maxBytes,
  )

test('a move that was interrupted leaves nothing, and can be undone when it happened', async () => {
  writeFileSync(inJail('a'), 'moved')
  const killed = open(1_000)
  await new FileChanges(folders, { ...killed, confirm: () => {} }).move('a', 'b', origin)
  const temporary = killed.interrupted()[0]?.temporary ?? ''
  writeFileSync(temporary, 'half')
  killed.close()

  const history = open(1_000)
  const changes = new FileChanges(folders, history)
  await recoverEdits(folders, history, changes)
  expect(existsSync(temporary)).toBe(false)
  await undoEdit(changes, history, { id: undefined, force: false }, origin)
  expect(existsSync(inJail('a'))).toBe(true)
  history.close()
})

test.each(['confirmed', 'interrupted'])(
  'a smaller limit forgets what is %s, and no byte of it stays',
  async (how) => {
    const secret = 'what nobody shall keep '.repeat(500)
    writeFileSync(inJail('a'), secret)
    const large = open(1_000_000)
    const history = how === 'confirmed' ? large : { ...large, confirm: () => {} }
    await new FileChanges(folders, history).write('a', Buffer.from('new'), origin)
    large.close()

    const none = open(0)
    await recoverEdits(folders, none, new FileChanges(folders, none))
    expect(none.lastToUndo()).toBeNull()
    for (const name of ['history.db', 'history.db-wal'])
      expect(readFileSync(join(base, name)).includes('what nobody')).toBe(false)
    none.close()
  },
)
