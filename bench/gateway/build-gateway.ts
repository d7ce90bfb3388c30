import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build } from 'vite'

const root = resolve(import.meta.dirname, '../..')

/** Bundles the gateway program as the application's build does. @returns the file to fork */
export async function buildGateway(): Promise<{ entry: string; remove: () => void }> {
  const cache = join(root, 'node_modules/.cache')
  await mkdir(cache, { recursive: true })
  const outDir = mkdtempSync(join(cache, 'omnimind-gateway-'))
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@shared': join(root, 'src/shared') } },
    ssr: { noExternal: true, external: ['better-sqlite3'] },
    build: {
      ssr: true,
      target: 'node24',
      outDir,
      minify: false,
      rolldownOptions: { input: { gateway: join(root, 'src/gateway/main.ts') } },
    },
  })
  return {
    entry: join(outDir, 'gateway.js'),
    remove: () => rmSync(outDir, { recursive: true, force: true }),
  }
}
