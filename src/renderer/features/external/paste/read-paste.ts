import { reservedIds } from '@shared/domain/external'
import { emptyDraft, type ServerDraft } from '../server-draft'
import { splitCommand } from './split-command'

/** What a person pasted. */
export type Pasted =
  | { kind: 'empty' }
  | { kind: 'config' }
  | { kind: 'draft'; draft: ServerDraft; words: string }

/** Tells a client's configuration, an address and a command line apart. */
export function readPaste(text: string): Pasted {
  const given = text.trim()
  if (given === '') return { kind: 'empty' }
  if (given.startsWith('{') || given.startsWith('[')) return { kind: 'config' }
  return /^https?:\/\//i.test(given) && !/\s/.test(given) ? fromUrl(given) : fromCommand(given)
}

function fromUrl(url: string): Pasted {
  const kind = /\/sse\/?$/.test(url) ? 'sse' : 'http'
  const id = idFromUrl(url)
  const words = kind === 'sse' ? 'An address of the older kind (SSE).' : 'An address.'
  return { kind: 'draft', words, draft: { ...emptyDraft, kind, url, id, title: titleFrom(id) } }
}

/** `KEY=value` words before the program go into its environment, as a shell would do. */
function fromCommand(text: string): Pasted {
  const words = splitCommand(text.replace(/^\$\s+/, ''))
  const first = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word))
  const env = (first === -1 ? words : words.slice(0, first)).map((word): [string, string] => [
    word.slice(0, word.indexOf('=')),
    word.slice(word.indexOf('=') + 1),
  ])
  const [command = '', ...args] = first === -1 ? [] : words.slice(first)
  const id = idFromCommand(command, args)
  return {
    kind: 'draft',
    words: 'A command.',
    draft: { ...emptyDraft, kind: 'stdio', command, args, env, id, title: titleFrom(id) },
  }
}

const runners = /^(npx|uvx|pipx|bunx|pnpm|yarn|npm|docker|podman|node|python3?|uv|deno|bun)(\.(cmd|exe))?$/i
const verbs = new Set(['run', 'exec', 'dlx', 'x'])

function idFromCommand(command: string, args: readonly string[]): string {
  const program = command.split(/[\\/]/).at(-1) ?? ''
  if (!runners.test(program)) return shortName(program)
  const named = args.filter((arg) => !arg.startsWith('-') && !verbs.has(arg) && !arg.includes('='))
  const best = named.find((arg) => /mcp|server|@/.test(arg)) ?? named[0]
  return best ? shortName(best) : ''
}

function idFromUrl(url: string): string {
  const labels = URL.canParse(url) ? new URL(url).hostname.split('.') : []
  const telling = labels.filter((label) => !/^(www|mcp|api|app|\d+)$/.test(label))
  return shortName(telling.length > 1 ? (telling.at(-2) ?? '') : (telling[0] ?? ''))
}

/** `@scope/server-everything@1.2` becomes `everything`; `mcp-weather` becomes `weather`. */
function shortName(name: string): string {
  const plain = name
    .replace(/^@[^/]*\//, '')
    .replace(/@[^@/]*$/, '')
    .split(/[\\/]/)
    .at(-1)
  const id = (plain ?? '')
    .toLowerCase()
    .replace(/:.*$/, '')
    .replace(/\.(cmd|exe|m?js|ts|py)$/, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^(server|mcp-server|mcp)-/, '')
    .replace(/-(mcp-server|server|mcp)$/, '')
    .replaceAll(/^[^a-z]+|-+$/g, '')
    .slice(0, 63)
  return reservedIds.has(id) ? `${id}-server` : id
}

/** `google-maps` becomes `Google maps`. */
export function titleFrom(id: string): string {
  const words = id.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
