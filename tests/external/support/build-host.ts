import { rmSync } from 'node:fs'
import { mkdir, mkdtemp } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build } from 'vite'

const root = resolve(import.meta.dirname, '../../..')

export interface BuiltHost {
  /** The program to fork. */
  entry: string
  remove(): void
}

/** Bundles a tenant host as the application's build does, into a directory of its own. Takes about a second. */
export async function buildHost(name: 'stdio-host' | 'remote-host'): Promise<BuiltHost> {
  const cache = join(root, 'node_modules/.cache')
  await mkdir(cache, { recursive: true })
  const outDir = await mkdtemp(join(cache, `omnimind-${name}-`))
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
      rolldownOptions: { input: { [name]: join(root, `src/external/${name}/main.ts`) } },
    },
  })
  return { entry: join(outDir, `${name}.js`), remove: () => rmSync(outDir, { recursive: true, force: true }) }
}
