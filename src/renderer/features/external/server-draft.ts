import { ExternalServer, reservedIds } from '@shared/domain/external'

/** A server as it is typed: every field of every kind, so that changing the kind loses nothing. */
export interface ServerDraft {
  id: string
  title: string
  description: string
  mode: ExternalServer['mode']
  requestTimeoutS: number
  kind: ExternalServer['transport']['kind']
  command: string
  args: readonly string[]
  env: readonly (readonly [string, string])[]
  /** Empty takes a directory of its own. */
  cwd: string
  sharing: 'shared' | 'per-session'
  startupTimeoutS: number
  isolation: 'auto' | 'off'
  url: string
  headers: readonly (readonly [string, string])[]
}

export const emptyDraft: ServerDraft = {
  id: '',
  title: '',
  description: '',
  mode: 'always',
  requestTimeoutS: 300,
  kind: 'stdio',
  command: '',
  args: [],
  env: [],
  cwd: '',
  sharing: 'shared',
  startupTimeoutS: 60,
  isolation: 'auto',
  url: '',
  headers: [],
}

export function toDraft({ transport, ...server }: ExternalServer): ServerDraft {
  if (transport.kind !== 'stdio') {
    return { ...emptyDraft, ...server, ...transport, headers: Object.entries(transport.headers) }
  }
  return {
    ...emptyDraft,
    ...server,
    ...transport,
    env: Object.entries(transport.env),
    cwd: transport.cwd ?? '',
  }
}

export type DraftErrors = Partial<Record<keyof ServerDraft, string>>

/** The server, or what to mend first. */
export function fromDraft(
  draft: ServerDraft,
  taken: readonly string[],
): { server: ExternalServer; errors: null } | { server: null; errors: DraftErrors } {
  const errors: DraftErrors = {}
  const parsed = ExternalServer.safeParse({
    id: draft.id,
    title: draft.title.trim(),
    description: draft.description,
    mode: draft.mode,
    requestTimeoutS: draft.requestTimeoutS,
    transport: transportOf(draft),
  })
  for (const issue of parsed.error?.issues ?? []) {
    const place = issue.path.find((part) => part !== 'transport')
    if (typeof place === 'string' && place in messages) {
      errors[place as keyof ServerDraft] = messages[place as keyof typeof messages]
    }
  }
  if (reservedIds.has(draft.id)) errors.id = 'OmniMind itself uses this id.'
  if (taken.includes(draft.id)) errors.id = 'A service or profile has this id already.'
  if (hasTwice(draft.env)) errors.env = 'A variable stands there twice.'
  if (hasTwice(draft.headers)) errors.headers = 'A header stands there twice.'
  return parsed.success && Object.keys(errors).length === 0
    ? { server: parsed.data, errors: null }
    : { server: null, errors }
}

const messages = {
  id: 'Small letters, digits and dashes; a letter first.',
  title: 'Give it a title, at most 100 characters.',
  description: 'At most 500 characters.',
  command: 'Which program is to be started?',
  args: 'An argument is too long.',
  env: 'A variable is too long.',
  cwd: 'This path is too long.',
  startupTimeoutS: 'Between 5 and 3,600 seconds.',
  requestTimeoutS: 'Between 1 and 86,400 seconds.',
  url: 'An address that begins with http:// or https://.',
  headers: 'A header is too long.',
} satisfies DraftErrors

function transportOf(draft: ServerDraft): unknown {
  if (draft.kind !== 'stdio') {
    return { kind: draft.kind, url: draft.url.trim(), headers: Object.fromEntries(named(draft.headers)) }
  }
  const { command, args, sharing, startupTimeoutS, isolation, cwd } = draft
  return {
    kind: 'stdio',
    command: command.trim(),
    args,
    env: Object.fromEntries(named(draft.env)),
    cwd: cwd.trim() === '' ? null : cwd.trim(),
    sharing,
    startupTimeoutS,
    isolation,
  }
}

/** Rows without a name were only begun. */
function named(pairs: ServerDraft['env']): ServerDraft['env'] {
  return pairs.filter(([name]) => name.trim() !== '')
}

function hasTwice(pairs: ServerDraft['env']): boolean {
  const names = named(pairs).map(([name]) => name)
  return new Set(names).size < names.length
}
