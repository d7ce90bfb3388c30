import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Random } from '../support/random'
import type { Call } from './compare'

const files: Record<string, string | Buffer> = {
  'a.txt': 'one\ntwo\nthree\n',
  'b.md': '# Title\n\n  indented\n\ttabbed\nlast without end',
  'empty.txt': '',
  'src/code.ts': 'export function a() {\n    return 1\n}\n\nexport function b() {\n    return `x`\n}\n',
  'src/ticks.md': '```ts\ncode\n```\n````\nmore\n````\n',
  'src/deep/er/data.json': '{"a":[1,2,3]}\n',
  'src/.hidden': 'secret of none\n',
  'unicode.txt': 'Zo\u00eb \u6f22\u5b57 \u{1f469}\u200d\u{1f680}\n\u00df\n',
  'bytes.bin': Buffer.from([0, 255, 254, 10, 128, 65, 13, 10]),
  'crlf.txt': 'one\r\ntwo\r\nthree',
  'pixel.png': Buffer.from('89504e470d0a1a0a', 'hex'),
  'sound.wav': Buffer.from('RIFF'),
  '..hidden': 'legal',
  '....': 'legal too',
  '..%2fout': 'never decoded',
  'with space .txt': 'x',
  'long.txt': Array.from({ length: 5_000 }, (_, n) => `line ${n} ${'x'.repeat(n % 80)}`).join('\n'),
}

/** The same small world for both servers: files, links inside, to nothing and out, an unusual mode. */
export function makeTree(root: string): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), content)
  }
  mkdirSync(join(root, 'empty'))
  chmodSync(join(root, 'a.txt'), 0o640)
  const outside = join(dirname(root), 'outside')
  mkdirSync(outside)
  writeFileSync(join(outside, 'secret'), 'SECRET')
  symlinkSync('src/code.ts', join(root, 'inside-link'))
  symlinkSync('src', join(root, 'directory-link'))
  mkdirSync(join(root, 'links'))
  symlinkSync(outside, join(root, 'links/way-out'))
  symlinkSync(join(outside, 'secret'), join(root, 'links/secret-link'))
}

const names = [
  ...Object.keys(files),
  'src',
  'src/deep',
  'empty',
  'missing',
  'missing/deeper',
  'new.txt',
  'src/new/one',
  'inside-link',
  'directory-link/code.ts',
  'links/way-out/secret',
  'links/secret-link',
  '../outside/secret',
  'src/../a.txt',
  './src//deep/',
  '',
]
/** Where the two differ on purpose, which tests of its own pin: other line ends, no text, a link that is moved. */
const apart = new Set(['crlf.txt', 'bytes.bin', 'pixel.png', 'inside-link'])
const texts = ['', 'x', 'one\ntwo\n', '\u{1f600}\n', '$& $1 $$', 'tail without end', '```\n']
const oldTexts = [
  'two',
  'one\ntwo',
  'export function',
  '  return 1',
  'return 1\n}',
  'not there',
  'x',
  '\n',
  'line 7 ',
]
const globs = [
  '**',
  '*',
  '*.txt',
  '**/*.ts',
  'src/**',
  '**/*.{ts,md}',
  '[ab]*',
  '.*',
  '!a*',
  '**/.*',
  'src',
  '?',
]
const counts = [0, 1, 2, 3, 50, 10_000]

/** A call for either server: it is told where its tree is. */
export type CallOn = (root: string) => Call

/** Calls that go on from what earlier ones changed. */
export function createCalls(random: Random): () => CallOn {
  const make = (tool: string, args: (path: (name: string) => string) => Record<string, unknown>): CallOn => {
    return (root) => ({ tool, arguments: args((name) => join(root, name)) })
  }
  const name = (): string => random.pick(names)
  const changeable = (): string => random.pick(names.filter((each) => !apart.has(each)))
  const some = <T>(items: readonly T[], max: number): T[] => random.some(items, max)
  const kinds: (() => CallOn)[] = [
    () => read(random, make, name()),
    () => read(random, make, name()),
    () => {
      const file = name()
      return make('read_media_file', (path) => ({ path: path(file) }))
    },
    () => {
      const chosen = [name(), ...some(names, 3)]
      return make('read_multiple_files', (path) => ({ paths: chosen.map(path) }))
    },
    () => {
      const [file, content] = [name(), random.pick(texts)]
      return make('write_file', (path) => ({ path: path(file), content }))
    },
    () => edit(random, make, changeable()),
    () => edit(random, make, changeable()),
    () => {
      const directory = name()
      return make('create_directory', (path) => ({ path: path(directory) }))
    },
    () => {
      const directory = random.pick(['', 'src', 'empty', name()])
      return make('list_directory', (path) => ({ path: path(directory) }))
    },
    () => {
      const [directory, sortBy] = [random.pick(['', 'src', name()]), random.pick(['name', 'size', 'date'])]
      return make('list_directory_with_sizes', (path) => ({ path: path(directory), sortBy }))
    },
    () => {
      const [directory, excludePatterns] = [random.pick(['', 'src', name()]), some([...globs, 'deep'], 2)]
      return make('directory_tree', (path) => ({ path: path(directory), excludePatterns }))
    },
    () => {
      const [source, destination] = [changeable(), name()]
      return make('move_file', (path) => ({ source: path(source), destination: path(destination) }))
    },
    () => {
      const [directory, pattern, excludePatterns] = [
        random.pick(['', 'src']),
        random.pick(globs),
        some(globs, 1),
      ]
      return make('search_files', (path) => ({ path: path(directory), pattern, excludePatterns }))
    },
    () => {
      const file = name()
      return make('get_file_info', (path) => ({ path: path(file) }))
    },
    () => make('read_text_file', (path) => ({ path: path('long.txt'), head: 2, tail: 3 })),
    () => make(random.pick(['read_file', 'write_file', 'move_file', 'no_such_tool']), () => ({ path: 7 })),
  ]
  return () => random.pick(kinds)()
}

type Make = (tool: string, args: (path: (name: string) => string) => Record<string, unknown>) => CallOn

function read(random: Random, make: Make, file: string): CallOn {
  const head = random.chance(0.3) ? { head: random.pick(counts) } : {}
  const tail = !('head' in head) && random.chance(0.3) ? { tail: random.pick(counts) } : {}
  const tool = random.pick(['read_text_file', 'read_file'])
  return make(tool, (path) => ({ path: path(file), ...head, ...tail }))
}

function edit(random: Random, make: Make, file: string): CallOn {
  const edits = Array.from({ length: random.below(3) }, () => ({
    oldText: random.pick(oldTexts),
    newText: random.pick([...texts, 'a\r\nb\r\n', 'export  function\n  more']),
  }))
  const dryRun = random.chance(0.3) ? { dryRun: true } : {}
  return make('edit_file', (path) => ({ path: path(file), edits, ...dryRun }))
}
