/**
 * What containment costs: the check alone, and a whole read and write with and without it.
 * Run: node --import ./tests/support/typescript-sources.mjs bench/filesystem/check-cost.ts
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { readdir, readFile, realpath, rename, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AllowedFolders } from '../../src/servers/kit/folders/allowed-folders.ts'
import { findEntry } from '../../src/servers/kit/folders/find-entry.ts'
import { Folders } from '../../src/servers/kit/folders/folders.ts'
import { holdByDescriptor } from '../../src/servers/kit/folders/hold-by-descriptor.ts'
import { holdByName } from '../../src/servers/kit/folders/hold-by-name.ts'
import { percentile } from '../../tests/support/statistics.ts'

const base = realpathSync(mkdtempSync(join(tmpdir(), 'omni-cost-')))
const path = join(base, 'one/two/three/file')
mkdirSync(join(base, 'one/two/three'), { recursive: true })
writeFileSync(path, 'x'.repeat(1_000))
const content = Buffer.from('y'.repeat(1_000))
const allowed = new AllowedFolders([base])
const [byDescriptor, byName] = [holdByDescriptor(allowed), holdByName(allowed)]
const folders = new Folders([base])

await measure('check by descriptor', 50_000, async () => findEntry(allowed, byDescriptor, path).close())
await measure('check by name (macOS, Windows)', 50_000, async () => findEntry(allowed, byName, path).close())
await measure('fs.realpath, what a check of names costs', 10_000, async () => void (await realpath(path)))
await measure(
  'read 1 KB contained',
  10_000,
  async () => await folders.read(path, async ({ file }) => await file.readFile()),
)
await measure('fs.readFile 1 KB', 10_000, async () => void (await readFile(path)))
await measure(
  'list 1 entry contained',
  10_000,
  async () => void (await folders.readDirectory(join(base, 'one'), 100)),
)
await measure('fs.readdir', 10_000, async () => void (await readdir(join(base, 'one'))))
await measure('write 1 KB contained, synced', 3_000, async () => await folders.write(path, content))
await measure('fs.writeFile and rename, not synced', 3_000, async () => {
  await writeFile(`${path}.tmp`, content)
  await rename(`${path}.tmp`, path)
})
rmSync(base, { recursive: true })

async function measure(name: string, count: number, work: () => Promise<unknown>): Promise<void> {
  const times: number[] = []
  for (let n = 0; n < count; n++) {
    const started = performance.now()
    await work()
    times.push((performance.now() - started) * 1_000)
  }
  const [p50, p99] = [0.5, 0.99].map((q) => percentile(times, q).toFixed(1))
  console.log(`${name}: p50 ${p50} us, p99 ${p99} us`)
}
