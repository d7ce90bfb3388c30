import type { CenterClient } from '@shared/contract'
import type { SecretView } from '@shared/contract/external'
import { SecretName } from '@shared/domain/external'
import type { ServiceSnapshot } from '@shared/domain/service'
import { type ExitCode, exitCodes } from '@shared/exit-codes'
import type { Command, Invocation } from '../command'
import { noMore, usageError } from '../command'
import { connectToCenter } from '../connection'
import { tellWhoIsDown } from '../tell-who-is-down'
import { json, table } from '../text'

export const secrets: Command = {
  name: 'secrets',
  usage: 'list | set NAME | remove NAME',
  summary: 'Keys and tokens for servers you added; kept encrypted, never shown.',
  details: [
    'set NAME asks for the value without showing it, or reads it from standard input: never from the command line,',
    'which other programs can see. A server refers to it as ${secret:NAME}; those that run get the new value at once.',
    'It ends with 1, and says why, when a built-in service does not run with the new value.',
  ].join('\n'),
  options: {},
  async run(invocation) {
    const [verb = 'list', ...words] = invocation.words
    const { client } = connectToCenter(invocation.home)
    if (verb === 'list') {
      noMore(words, 'secrets')
      return show(invocation, await client.external.secrets({}))
    }
    if (verb !== 'set' && verb !== 'remove') throw usageError(`"${verb}" is not one of list, set, remove.`)
    const name = oneName(words, verb)
    if (verb === 'remove') return show(invocation, await client.external.removeSecret({ name }))
    const value = await invocation.io.readSecret(`Value of ${name}: `)
    if (value === '') throw usageError('The value is empty; nothing was stored.')
    const list = await client.external.setSecret({ name, value })
    show(invocation, list)
    const users = list.find((one) => one.name === name)?.usedBy ?? []
    return tellWhoIsDown(invocation, await tryWith(client, users))
  },
}

/** Built-in services get the new value at once; whoever gave it learns whether they can run with it. */
async function tryWith(client: CenterClient, users: readonly string[]): Promise<ServiceSnapshot[]> {
  if (users.length === 0) return []
  const services = await client.services.list({})
  const tried = services.filter(
    ({ id, kind, wanted }) => kind === 'built-in' && wanted === 'running' && users.includes(id),
  )
  return Promise.all(tried.map(({ id }) => client.services.start({ id })))
}

function oneName(words: string[], verb: string): string {
  const [word] = words
  if (word === undefined || words.length > 1) throw usageError(`Write: omnimind secrets ${verb} NAME`)
  const name = SecretName.safeParse(word)
  if (name.success) return name.data
  throw usageError(`"${word}" cannot be a name.`, 'Use letters, digits, _, . and -; at most 64.')
}

function show({ io, json: asJson }: Invocation, list: SecretView[]): ExitCode {
  const rows = list.map(({ name, updatedAt, usedBy }) => [
    name,
    new Date(updatedAt).toISOString().slice(0, 16).replace('T', ' '),
    usedBy.join(', ') || '-',
  ])
  io.out(asJson ? json(list) : table(['SECRET', 'CHANGED', 'USED BY'], rows))
  return exitCodes.ok
}
