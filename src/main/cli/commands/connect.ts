import { exitCodes } from '@shared/exit-codes'
import type { Command } from '../command'
import { usageError } from '../command'
import { connectToCenter } from '../connection'
import { json, table } from '../text'

export const connect: Command = {
  name: 'connect',
  usage: '[CLIENT] [--service ID]...',
  summary: 'Print the configuration that connects an AI client; without CLIENT, list the clients.',
  details:
    'The configuration goes to standard output, where it belongs to standard error.\n' +
    'It holds your access token. --service names a service or a profile and may be repeated; without it, all services\n' +
    'are connected at one address.',
  options: { service: { type: 'string', multiple: true } },
  async run({ io, home, words, json: asJson, list }) {
    const [clientId, ...rest] = words
    if (rest.length > 0) throw usageError('One client at a time: omnimind connect CLIENT.')
    const { client } = connectToCenter(home)
    const { clients } = await client.connect.overview({})
    if (clientId === undefined) {
      const rows = clients.map(({ id, title }) => [id, title])
      io.out(asJson ? json(clients) : table(['CLIENT', 'PROGRAM'], rows))
      return exitCodes.ok
    }
    const snippets = await client.connect.snippets({ clientId, serviceIds: list('service') })
    if (asJson) io.out(json(snippets))
    else
      for (const { kind, where, text } of snippets) {
        io.err(kind === 'command' ? `Run (${where}):` : `Merge into ${where}:`)
        io.out(text.trimEnd())
      }
    const note = clients.find(({ id }) => id === clientId)?.note
    if (note && !asJson) io.err(note)
    return exitCodes.ok
  },
}
