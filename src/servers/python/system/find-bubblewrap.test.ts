import { chmodSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryDirectory } from '../../../../tests/support/temporary-directory'
import { findBubblewrap } from './find-bubblewrap'

/** Longer than any test takes, however busy the machine is. */
const NO_LIMIT_MS = 600_000

const onLinux = process.platform === 'linux'
const system = onLinux
  ? await findBubblewrap('/usr/local/bin:/usr/bin:/bin', { tryMs: NO_LIMIT_MS }).catch(() => null)
  : null

/** A folder with a bwrap that is a shell script. */
function folderWith(script: string): string {
  const folder = temporaryDirectory()
  writeFileSync(join(folder, 'bwrap'), `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, 'bwrap'), 0o755)
  return folder
}

test.runIf(onLinux)('where there is none, there is none', async () => {
  const folder = temporaryDirectory()
  writeFileSync(join(folder, 'bwrap'), 'not executable')
  for (const path of [undefined, '', folder, '.:relative']) expect(await findBubblewrap(path)).toBeNull()
})

test.runIf(system)('it is called by the path where it was found', async () => {
  const folder = temporaryDirectory()
  symlinkSync(system ?? '', join(folder, 'bwrap'))
  expect(await findBubblewrap(`${temporaryDirectory()}:${folder}:/usr/bin`, { tryMs: NO_LIMIT_MS })).toBe(
    join(folder, 'bwrap'),
  )
})

test
  .runIf(onLinux)
  .each([
    'No permissions to create new namespace, likely because the kernel does not allow non-privileged user namespaces.',
    'Creating new namespace failed, likely because the kernel does not support user namespaces.',
    'setting up uid map: Permission denied',
    'loopback: Failed RTM_NEWADDR: Operation not permitted',
  ])('a system that forbids it has none: %s', async (text) => {
  expect(
    await findBubblewrap(folderWith(`echo 'bwrap: ${text}' >&2; exit 1`), { tryMs: NO_LIMIT_MS }),
  ).toBeNull()
})

test
  .runIf(onLinux)
  .each(['nesting depth or /proc/sys/user/max_*_namespaces exceeded (ENOSPC)', 'No space left on device'])(
  'a system where not one namespace is allowed has none, one where all are taken has: %s',
  async (text) => {
    const folder = folderWith(`echo 'bwrap: Creating new namespace failed: ${text}' >&2; exit 1`)
    const limits = temporaryDirectory()
    const found = async (): Promise<string | null> =>
      await findBubblewrap(folder, { tryMs: NO_LIMIT_MS, limits })
    for (const kind of ['user', 'net']) {
      const file = join(limits, `max_${kind}_namespaces`)
      await expect(found()).rejects.toThrow('namespace failed')
      writeFileSync(file, '0\n')
      expect(await found()).toBeNull()
      writeFileSync(file, '30\n')
    }
    await expect(found()).rejects.toThrow('namespace failed')
  },
)

test.runIf(onLinux).each<[what: string, script: string, text: string, tryMs?: number]>([
  ['does not answer in time', 'exec sleep 1000', 'took longer', 100],
  ['is killed', 'kill -9 $$', 'was ended'],
  [
    'fails by a system that is busy',
    "echo 'bwrap: Creating new namespace failed: Resource temporarily unavailable' >&2; exit 1",
    'temporarily',
  ],
  ['cannot start its program', "echo 'bwrap: execvp /bin/sh: Permission denied' >&2; exit 1", 'execvp'],
  [
    'cannot be loaded',
    "echo 'bwrap: error while loading shared libraries: libcap.so.2' >&2; exit 127",
    'libcap',
  ],
  ['ends without a word', 'exit 3', 'it ended with 3'],
])('one that %s is not taken for none', async (_what, script, text, tryMs = NO_LIMIT_MS) => {
  await expect(findBubblewrap(folderWith(script), { tryMs })).rejects.toThrow(text)
})
