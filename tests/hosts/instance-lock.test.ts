import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claimDataDirectory } from '../../src/main/host/instance-lock'
import { readRunningInstance } from '../../src/main/host/running-instance'

const claimant = join(import.meta.dirname, 'fixtures', 'claimant.ts')
/** Lets the child import our TypeScript as it stands. */
const sources = join(import.meta.dirname, '..', 'support', 'typescript-sources.mjs')
const instance = { pid: 4_711, host: 'headless', dashboardPort: 4350, startedAt: 1 } as const
let home: string
let children: ChildProcess[]

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'omnimind-lock-'))
  children = []
})
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(home, { recursive: true, force: true })
})

/** A process that claims the directory, tells the outcome and stays. */
async function claimElsewhere(): Promise<{ child: ChildProcess; outcome: unknown }> {
  const child = fork(claimant, [home], { execArgv: ['--import', sources] })
  children.push(child)
  const [outcome] = await once(child, 'message')
  return { child, outcome }
}

test('the second claim is told who has the directory', async () => {
  const { outcome } = await claimElsewhere()
  expect(outcome).toBe('owner')
  const claim = claimDataDirectory(home)
  expect(claim).toMatchObject({ kind: 'taken', by: { host: 'headless', dashboardPort: 4350 } })
})

test('a released claim can be taken again, and its announcement is gone', () => {
  const first = claimDataDirectory(home)
  if (first.kind !== 'owner') throw new Error('expected to own an empty directory')
  first.announce(instance)
  expect(readRunningInstance(home)).toEqual(instance)
  first.release()
  expect(readRunningInstance(home)).toBeNull()
  const second = claimDataDirectory(home)
  expect(second.kind).toBe('owner')
  if (second.kind === 'owner') second.release()
})

test('kill -9 of the owner frees the directory at once, although its announcement is still there', async () => {
  const { child } = await claimElsewhere()
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(readRunningInstance(home)).not.toBeNull()
  const claim = claimDataDirectory(home)
  expect(claim.kind).toBe('owner')
  expect(readRunningInstance(home)).toBeNull()
  if (claim.kind === 'owner') claim.release()
})

test('of eight simultaneous claims exactly one owns the directory', async () => {
  const claims = await Promise.all(Array.from({ length: 8 }, claimElsewhere))
  expect(claims.filter(({ outcome }) => outcome === 'owner')).toHaveLength(1)
})

test('a damaged announcement is no announcement', () => {
  writeFileSync(join(home, 'instance.json'), '{"pid": "x"')
  expect(readRunningInstance(home)).toBeNull()
})

test('a damaged lock file is replaced', () => {
  writeFileSync(
    join(home, 'instance.lock'),
    'not a database at all, but long enough to be looked at '.repeat(20),
  )
  const claim = claimDataDirectory(home)
  expect(claim.kind).toBe('owner')
  if (claim.kind === 'owner') claim.release()
})
