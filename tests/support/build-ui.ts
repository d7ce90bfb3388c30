import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { build } from 'vite'

/**
 * Builds the UI as the real build does, into a directory of its own.
 * @returns the directory with index.html
 */
export async function buildUi(): Promise<string> {
  const root = resolve(import.meta.dirname, '../..')
  const outDir = await mkdtemp(join(tmpdir(), 'omnimind-ui-'))
  await build({
    configFile: false,
    logLevel: 'warn',
    root: join(root, 'src/renderer'),
    base: './',
    plugins: [react()],
    resolve: { alias: { '@shared': join(root, 'src/shared') } },
    build: { target: 'chrome152', minify: true, outDir, emptyOutDir: true, chunkSizeWarningLimit: 1_500 },
  })
  return outDir
}
