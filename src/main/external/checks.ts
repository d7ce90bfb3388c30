import { isAbsolute } from 'node:path'
import { reservedIds, SECRET_REFERENCE, secretsIn, type ExternalServer } from '@shared/domain/external'
import { OmniMindError } from '@shared/errors'

export interface CheckDeps {
  hasSecret: (name: string) => boolean
  /** The gateway's own port: a server must not lead back to where its requests come from. */
  gatewayPort: number
}

/** Token characters of RFC 9110, 5.6.2. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']
/** The transport sets these itself. */
const OWN_HEADERS = ['host', 'content-type', 'content-length', 'accept', 'connection', 'mcp-session-id']

/** @throws OmniMindError BAD_INPUT @param isTaken by another service or a profile */
export function checkId(id: string, isTaken: (id: string) => boolean): void {
  if (reservedIds.has(id)) throw bad(`"${id}" is a word of OmniMind's own.`, 'Choose another id.')
  if (isTaken(id)) throw bad(`"${id}" is taken by another service or a profile.`, 'Choose another id.')
}

/** What the schema cannot see. @throws OmniMindError BAD_INPUT, which says what to change */
export function checkServer({ transport }: ExternalServer, deps: CheckDeps): void {
  for (const text of templatesOf(transport)) checkTemplate(text, deps)
  if (transport.kind !== 'stdio') {
    checkUrl(transport.url, deps.gatewayPort)
    for (const [name, value] of Object.entries(transport.headers)) checkHeader(name, value)
    return
  }
  const { command, args, env, cwd } = transport
  if (command.trim() === '') throw bad('The command is empty.', 'Name the program to run.')
  if ([command, ...args].some((text) => text.includes('\0')))
    throw bad('A command and its arguments cannot hold a NUL character.', 'Take it out.')
  if (cwd !== null && !isAbsolute(cwd) && !cwd.startsWith('~/') && cwd !== '~')
    throw bad(`The working directory "${cwd}" is not a full path.`, 'Give the full path, or leave it out.')
  for (const [name, value] of Object.entries(env))
    if (/[=\0]/.test(name) || value.includes('\0'))
      throw bad(`"${name}" cannot be the name of an environment variable.`, 'Correct it.')
}

/** Every text of a definition that may name secrets. */
export function templatesOf(transport: ExternalServer['transport']): string[] {
  return transport.kind === 'stdio'
    ? [...transport.args, ...Object.values(transport.env)]
    : Object.values(transport.headers)
}

function checkTemplate(text: string, { hasSecret }: CheckDeps): void {
  const unknown = secretsIn(text).find((name) => !hasSecret(name))
  if (unknown !== undefined)
    throw bad(
      `There is no secret "${unknown}" yet.`,
      `Store it first ("omnimind secrets set ${unknown}"), then save the server.`,
    )
  if (text.replaceAll(SECRET_REFERENCE, '').includes('${secret:'))
    throw bad(
      'A reference to a secret is not well-formed.',
      'Write ${secret:NAME}; a name has letters, digits, _, . and -.',
    )
}

function checkUrl(text: string, gatewayPort: number): void {
  const url = new URL(text)
  if (url.username !== '' || url.password !== '')
    throw bad('An address cannot hold a user name or a password.', 'Put them into a header, as a secret.')
  if (LOOPBACK.includes(url.hostname) && Number(url.port) === gatewayPort)
    throw bad("That is OmniMind's own address.", 'Give the address of the server itself.')
}

function checkHeader(name: string, value: string): void {
  if (!HEADER_NAME.test(name)) throw bad(`"${name}" cannot be the name of a header.`, 'Correct it.')
  if (OWN_HEADERS.includes(name.toLowerCase()))
    throw bad(`The header "${name}" is set by OmniMind itself.`, 'Leave it out.')
  if (/[\r\n\0]/.test(value)) throw bad(`The header "${name}" has more than one line.`, 'Correct it.')
}

function bad(message: string, nextStep: string): OmniMindError {
  return new OmniMindError('BAD_INPUT', message, { nextStep })
}
