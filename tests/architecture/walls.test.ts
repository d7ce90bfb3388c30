import { describe, expect, test } from 'vitest'
import { readSources, type Import, type SourceFile } from './source-files'

const sources = readSources('src')
const production = sources.filter((file) => !/\.(test|bench)\.tsx?$/.test(file.path))

/** A wall: which files it is about, and which of their imports break it. */
interface Wall {
  reason: string
  files: RegExp
  breaks(file: SourceFile, imported: Import): boolean
}

const zone = (path: string | undefined): string | undefined => path?.match(/^src\/([^/.]+)/)?.[1]
const feature = (path: string | undefined): string | undefined => path?.match(/^src\/main\/([^/.]+)/)?.[1]
const serverOf = (path: string | undefined): string | undefined =>
  path?.match(/^src\/servers\/([^/.]+)\//)?.[1]
const isPackage = (imported: Import): boolean =>
  imported.target === undefined && !imported.specifier.startsWith('node:')
const isData = (path: string): boolean =>
  path === 'package.json' ||
  path === 'package' ||
  path === 'src/servers/registry' ||
  path.endsWith('/manifest')

/** One engine examines for the `doctor` service and for the command line; they use it by its index alone. */
const mayAskTheDoctor = (path: string, target: string): boolean =>
  target === 'src/doctor' && /^src\/(servers\/doctor|main\/cli)\//.test(path)

const walls: Wall[] = [
  {
    reason: 'shared is pure: it imports nothing but itself, zod and the contract library',
    files: /^src\/shared\//,
    breaks: (_, imported) =>
      imported.target === undefined
        ? isPackage(imported) && !['zod', '@orpc/contract'].includes(imported.specifier)
        : zone(imported.target) !== 'shared',
  },
  {
    reason: 'only shared/process may use Node',
    files: /^src\/shared\/(?!process\/)/,
    breaks: (_, imported) => imported.specifier.startsWith('node:'),
  },
  {
    reason:
      'main, gateway, servers, external, doctor, preload and renderer meet only in shared (manifests and package.json are data)',
    files: /^src\/(main|gateway|servers|external|doctor|preload|renderer)\//,
    breaks: (file, { target }) =>
      target !== undefined &&
      zone(target) !== zone(file.path) &&
      zone(target) !== 'shared' &&
      !(isData(target) && zone(file.path) !== 'renderer') &&
      !mayAskTheDoctor(file.path, target),
  },
  {
    reason: 'electron is known to host/desktop, the desktop entry and the preload only',
    files: /^src\/(?!main\/host\/desktop\/|main\/index\.ts|preload\/)/,
    breaks: (_, { specifier }) => specifier === 'electron' || specifier.startsWith('electron/'),
  },
  {
    reason:
      'host/desktop and host/headless are chosen by the entries; nothing else may know which host it is on',
    files: /^src\/main\/(?!host\/|index\.ts|run-headless\.ts)/,
    breaks: (_, { target }) => /^src\/main\/host\/(desktop|headless)/.test(target ?? ''),
  },
  {
    reason:
      'a feature of main imports another feature only through its index.ts (the host interface and its pure parts are open)',
    files: /^src\/main\//,
    breaks: (file, { target }) => {
      const other = feature(target)
      if (other === undefined || other === 'host' || feature(file.path) === 'host') return false
      return (
        other !== feature(file.path) &&
        ![`src/main/${other}`, `src/main/${other}/index`].includes(target ?? '')
      )
    },
  },
  {
    reason: 'the renderer runs in a browser: no Node, no Electron',
    files: /^src\/renderer\//,
    breaks: (_, { specifier }) =>
      specifier.startsWith('node:') || ['electron', 'better-sqlite3', 'ws'].includes(specifier),
  },
  {
    reason: 'a built-in server imports itself, the kit and shared only',
    files: /^src\/servers\/(?!kit\/|registry\.ts)/,
    breaks: (file, { target }) => {
      const other = serverOf(target)
      return other !== undefined && other !== 'kit' && other !== serverOf(file.path)
    },
  },
  {
    reason: 'the MCP SDK stays behind the servers kit and main/mcp-client',
    files: /^src\/(?!external\/|servers\/kit\/|main\/mcp-client\/)/,
    breaks: (_, { specifier }) => specifier.startsWith('@modelcontextprotocol/'),
  },
]

describe('walls', () => {
  test('the walk found the sources', () => {
    const zones = new Set(sources.map((file) => zone(file.path)))
    expect([...zones].sort()).toEqual([
      'doctor',
      'external',
      'gateway',
      'main',
      'preload',
      'renderer',
      'servers',
      'shared',
    ])
    expect(sources.length).toBeGreaterThan(100)
    expect(sources.flatMap((file) => file.imports).length).toBeGreaterThan(sources.length)
  })

  test.each(walls)('$reason', (wall) => {
    const guarded = production.filter((file) => wall.files.test(file.path))
    expect(guarded.length).toBeGreaterThan(0)
    const broken = guarded.flatMap((file) =>
      file.imports
        .filter((imported) => wall.breaks(file, imported))
        .map((imported) => `${file.path} imports ${imported.specifier}`),
    )
    expect(broken).toEqual([])
  })

  test('no file switches a rule off', () => {
    const pattern = /(oxlint|eslint)-disable|@ts-(ignore|nocheck|expect-error)/
    const marked = sources.filter((file) => pattern.test(file.text)).map((file) => file.path)
    expect(marked).toEqual([])
  })

  test('there are no import cycles', () => {
    expect(cycles(production)).toEqual([])
  })
})

/** Cycles of value imports are what breaks start-up order; each is told once, by its files. */
function cycles(files: SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path.replace(/\.tsx?$/, ''), file]))
  const find = (target: string | undefined): SourceFile | undefined =>
    byPath.get(target ?? '') ?? byPath.get(`${target}/index`)
  const state = new Map<SourceFile, 'open' | 'done'>()
  const found = new Set<string>()
  const visit = (file: SourceFile, trail: SourceFile[]): void => {
    if (state.get(file) === 'done') return
    if (state.get(file) === 'open') {
      found.add(
        trail
          .slice(trail.indexOf(file))
          .map((one) => one.path)
          .join(' -> '),
      )
      return
    }
    state.set(file, 'open')
    for (const imported of file.imports) {
      const next = find(imported.target)
      if (next) visit(next, [...trail, next])
    }
    state.set(file, 'done')
  }
  for (const file of files) visit(file, [file])
  return [...found]
}
