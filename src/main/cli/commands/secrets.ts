import type { SecretView } from '@shared/contract/external'
import { SecretName } from '@shared/domain/external'
import { type ExitCode, exitCodes } from '@shared/exit-codes'
import type { Command, Invocation } from '../command'
import { noMore, usageError } from '../command'
import { connectToCenter } from '../connection'
import { json, table } from '../text'

export const secrets: Command = {
  name: 'secrets',
  usage: 'list | set NAME | remove NAME',
  summary: 'Keys and tokens for servers you added; kept encrypted, never shown.',
  details: [
    'set NAME asks for the value without showing it, or reads it from standard input: never from the command line,',
    'which other programs can see. A server refers to it as ${secret:NAME}; those that run get the new value at once.',
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
    return show(invocation, await client.external.setSecret({ name, value }))
  },
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
