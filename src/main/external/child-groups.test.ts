import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { commandOf } from '../../../tests/support/processes'
import { ChildGroups } from './child-groups'

let home: string
let started: ChildProcess[]
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'omni-groups-'))
  started = []
})
afterEach(() => {
  for (const child of started) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  rmSync(home, { recursive: true })
})

const file = () => join(home, 'children.json')
/** A group leader, as the host starts them. */
async function leader(script = 'process.stdout.write("x")') {
  const child = spawn(process.execPath, ['-e', `setInterval(() => {}, 1000); ${script}`], { detached: true })
  started.push(child)
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  return Object.assign(child, { pid: child.pid as number, said: said.toString() })
}
const ended = async (child: ChildProcess): Promise<unknown> =>
  child.signalCode ?? child.exitCode ?? (await once(child, 'exit'))[1]

describe.skipIf(process.platform !== 'linux')('groups of children', () => {
  test('what an earlier run left is ended at the next start', async () => {
    const child = await leader()
    new ChildGroups(file()).add(child.pid)
    expect(new ChildGroups(file()).endLeftovers()).toBe(1)
    expect(await ended(child)).toBe('SIGKILL')
    expect(existsSync(file())).toBe(false)
    expect(new ChildGroups(file()).endLeftovers()).toBe(0)
  })

  test('another process that got the number since is left alone', async () => {
    const child = await leader()
    new ChildGroups(file()).add(child.pid)
    const text = readFileSync(file(), 'utf8').replace(/"startedAt":"[^"]*"/, '"startedAt":"another time"')
    writeFileSync(file(), text)
    const groups = new ChildGroups(file())
    expect(groups.endLeftovers()).toBe(0)
    groups.kill(child.pid)
    expect(child.signalCode).toBeNull()
    process.kill(child.pid, 0)
  })

  test('what a dead leader left of its group is ended too', async () => {
    const child = await leader(
      `const below = require('node:child_process').spawn('sleep', ['60'], { stdio: 'ignore' });
       process.stdout.write(String(below.pid))`,
    )
    const below = Number(child.said)
    const groups = new ChildGroups(file())
    groups.add(child.pid)
    child.kill('SIGKILL')
    await ended(child)
    expect(commandOf(below)).toContain('sleep')
    groups.kill(child.pid)
    await expect.poll(() => commandOf(below)).toBe('')
  })

  test('one that ended by itself is forgotten, and a damaged file is no obstacle', async () => {
    const child = await leader()
    const groups = new ChildGroups(file())
    groups.add(child.pid)
    groups.remove(child.pid)
    expect(existsSync(file())).toBe(false)
    writeFileSync(file(), '{"pid"')
    expect(new ChildGroups(file()).endLeftovers()).toBe(0)
  })
})
