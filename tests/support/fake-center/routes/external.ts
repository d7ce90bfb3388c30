import type { SecretView } from '@shared/contract/external'
import type { ParsedConfig } from '@shared/contract/external'
import { ExternalServer, secretsIn } from '@shared/domain/external'
import { problems } from '../problems'
import type { FaultyContract } from '../router'
import type { FakeState } from '../state'

const programs: Record<string, string> = {
  npx: '/usr/local/bin/npx',
  uvx: '/home/you/.local/bin/uvx',
  docker: '/usr/bin/docker',
  node: '/usr/local/bin/node',
}

export function externalRoutes(os: FaultyContract, state: FakeState) {
  const known = os.external
  const secrets = (): SecretView[] =>
    [...state.secrets].map(([name, updatedAt]) => ({
      name,
      updatedAt,
      usedBy: state.servers.filter((server) => usesSecret(server, name)).map(({ id }) => id),
    }))
  return {
    list: known.list.handler(() => state.servers),
    add: known.add.handler(({ input, errors }) => {
      if (state.service(input.id)) throw errors.PROBLEM({ data: problems.idTaken })
      return state.addServer(input)
    }),
    update: known.update.handler(({ input }) => {
      state.servers = state.servers.map((server) => (server.id === input.id ? input : server))
      return state.change(input.id, { title: input.title, description: input.description, mode: input.mode })
    }),
    remove: known.remove.handler(({ input, errors }) => {
      const server = state.servers.find(({ id }) => id === input.id)
      if (!server) throw errors.PROBLEM({ data: problems.unknownService })
      state.removeServer(input.id)
      return server
    }),
    checkCommand: known.checkCommand.handler(({ input }) => {
      const found = input.command.startsWith('/') ? input.command : (programs[input.command] ?? null)
      return {
        found,
        problem: found
          ? null
          : `There is no program “${input.command}” on your login shell's PATH. Install it, or give its whole path.`,
        isolated: input.command !== 'docker',
      }
    }),
    parseConfig: known.parseConfig.handler(({ input }) => parseConfig(input.text)),
    signIn: known.signIn.handler(({ input }) => ({
      url: state.signIns.has(input.id) ? 'https://tracker.example/authorize?client_id=omnimind' : null,
    })),
    secrets: known.secrets.handler(secrets),
    setSecret: known.setSecret.handler(({ input }) => {
      state.secrets.set(input.name, Date.now())
      return secrets()
    }),
    removeSecret: known.removeSecret.handler(({ input }) => {
      state.secrets.delete(input.name)
      return secrets()
    }),
  }
}

function usesSecret({ transport }: ExternalServer, name: string): boolean {
  const templates =
    transport.kind === 'stdio'
      ? [...transport.args, ...Object.values(transport.env)]
      : Object.values(transport.headers)
  return templates.some((template) => secretsIn(template).includes(name))
}

/** `mcpServers` as clients write it; what cannot be read is told. */
function parseConfig(text: string): ParsedConfig {
  const servers: ExternalServer[] = []
  const found: string[] = []
  const givenSecrets: ParsedConfig['givenSecrets'] = []
  let entries: [string, unknown][] = []
  try {
    const parsed: unknown = JSON.parse(text)
    const inner = (parsed as { mcpServers?: object }).mcpServers
    if (!inner) return { servers, problems: ['There is no “mcpServers” in this text.'], givenSecrets }
    entries = Object.entries(inner)
  } catch {
    return { servers, problems: ['This is not valid JSON.'], givenSecrets }
  }
  for (const [id, entry] of entries) {
    const { url, ...rest } = entry as { url?: string }
    const transport = url ? { ...rest, kind: 'http', url } : { ...rest, kind: 'stdio' }
    const server = ExternalServer.safeParse({ id, title: id, transport })
    if (server.success) {
      servers.push(server.data)
      const secrets = secretsIn(JSON.stringify(server.data.transport))
      if (secrets.length > 0) givenSecrets.push({ id, secrets })
    }
    if (!server.success) found.push(`“${id}” has neither a command nor a url.`)
  }
  return { servers, problems: found, givenSecrets }
}
