import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { root } from '../../support/running-center'

export interface BuiltDriver {
  /** Command line of the client the suite starts. */
  command: string
  remove(): void
}

/** One file, because the suite starts dozens of clients at once, each with 30 s to finish. */
export async function buildDriver(): Promise<BuiltDriver> {
  const outDir = mkdtempSync(join(tmpdir(), 'omnimind-driver-'))
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@shared': join(root, 'src/shared') } },
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node24',
      outDir,
      minify: false,
      rolldownOptions: {
        input: join(import.meta.dirname, 'driver.ts'),
        output: { entryFileNames: 'driver.mjs', codeSplitting: false },
      },
    },
  })
  return {
    command: `${process.execPath} ${join(outDir, 'driver.mjs')}`,
    remove: () => rmSync(outDir, { recursive: true, force: true }),
  }
}
