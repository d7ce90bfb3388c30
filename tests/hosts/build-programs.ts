import { rmSync } from 'node:fs'
import { mkdir, mkdtemp } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build } from 'vite'

const root = resolve(import.meta.dirname, '../..')

export interface BuiltPrograms {
  /** A project root as hosts expect it: the programs lie in `out/main`. */
  root: string
  remove(): void
}

/** Bundles the programs of `fixtures/` as the application's build does. Takes about a second. */
export async function buildPrograms(): Promise<BuiltPrograms> {
  // Inside node_modules, so that the native add-on is found.
  const cache = join(root, 'node_modules/.cache')
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'omnimind-hosts-'))
  const fixture = (name: string): string => join(import.meta.dirname, 'fixtures', name)
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@shared': join(root, 'src/shared'), '@servers': join(root, 'src/servers') } },
    ssr: { noExternal: true, external: ['better-sqlite3', 'electron'] },
    build: {
      ssr: true,
      target: 'node24',
      outDir: join(folder, 'out/main'),
      minify: false,
      rolldownOptions: {
        input: {
          service: fixture('echo-program.ts'),
          headless: fixture('headless-program.ts'),
          desktop: fixture('desktop-program.ts'),
        },
        external: ['better-sqlite3', 'electron'],
      },
    },
  })
  return { root: folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
