import { rmSync } from 'node:fs'
import { mkdtemp, mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build } from 'vite'

/** As in the application's build: native code, and packages that read files of their own folder. */
const EXTERNAL = ['better-sqlite3', 'pyodide', '@electric-sql/pglite']
const root = resolve(import.meta.dirname, '../..')

export interface BuiltService {
  /** The program to fork. */
  entry: string
  remove(): void
}

/**
 * Bundles the service program as the application's build does, into a directory of its own inside
 * node_modules (so that the native add-on resolves). Takes about a second.
 */
export async function buildService(): Promise<BuiltService> {
  const cache = join(root, 'node_modules/.cache')
  await mkdir(cache, { recursive: true })
  const outDir = await mkdtemp(join(cache, 'omnimind-service-'))
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@shared': join(root, 'src/shared'), '@servers': join(root, 'src/servers') } },
    ssr: { noExternal: true, external: EXTERNAL },
    build: {
      ssr: true,
      target: 'node24',
      outDir,
      minify: false,
      rolldownOptions: {
        input: {
          service: join(root, 'src/servers/kit/main.ts'),
          worker: join(root, 'src/servers/kit/worker/main.ts'),
        },
        external: EXTERNAL,
      },
    },
  })
  return { entry: join(outDir, 'service.js'), remove: () => rmSync(outDir, { recursive: true, force: true }) }
}
