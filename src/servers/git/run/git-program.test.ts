import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { systemClock } from '@shared/lib/clock'
import { temporaryDirectory } from '../../../../tests/support/temporary-directory'
import { GitProgram } from './git-program'

afterEach(() => void vi.unstubAllEnvs())

/** A program that calls itself git, says its version, and for everything else does what it is told. */
function pretendGit(script: string): GitProgram {
  const dataDir = temporaryDirectory()
  const path = join(dataDir, 'git')
  writeFileSync(path, `#!/bin/sh\ncase "$2" in version) echo git version 2.50.0 ;; *) ${script} ;; esac\n`)
  chmodSync(path, 0o755)
  vi.stubEnv('PATH', `${dataDir}:${process.env['PATH']}`)
  return new GitProgram({ dataDir, clock: systemClock, timeLimitS: 10, maxOutputBytes: 1_000, identity: [] })
}

const run = async (git: GitProgram) =>
  await git.run({ argv: ['diff'], cwd: temporaryDirectory(), signal: new AbortController().signal })

test.runIf(process.platform !== 'win32')(
  'one that is ended since it said enough has not failed',
  async () => {
    const output = await run(pretendGit('while :; do echo more and more; done'))
    expect(output).toMatchObject({ truncated: true, code: null })
    expect(output.stdout).toHaveLength(1_000)
  },
)

test.runIf(process.platform !== 'win32')(
  'an exit code is no success because there was much output',
  async () => {
    const git = pretendGit("trap '' TERM; head -c 5000 /dev/zero; echo 'fatal: broken' >&2; exit 128")
    await expect(run(git)).rejects.toThrow('git diff failed: broken')
  },
)
