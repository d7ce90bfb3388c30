import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ExternalServer } from '@shared/domain/external'
import { OmniMindError } from '@shared/errors'
import type { TenantTarget } from '@shared/process/tenant-messages'
import { externalEnvironment } from '@shared/process/external-environment'
import { atHome } from '@shared/process/terminal-lookup'
import { findOnLoginPath } from './find-command'

export interface TargetDeps {
  /** Directory of a server without a working directory of its own. */
  dataDirOf: (id: string) => string
  /** Directories to look for programs in; `fresh` asks the login shell again. */
  path: (fresh?: boolean) => Promise<string>
  /** Puts secrets into a text. @throws OmniMindError CONFIG_INVALID */
  resolve: (template: string) => string
  redirectUrl: string
  /** @param url the server's; those of another address are not given to it */
  credentialsOf: (id: string, url: string) => string | null
}

/**
 * What a host process runs: the program found, the secrets put in.
 * @throws OmniMindError CONFIG_INVALID when a person must do something first
 */
export async function targetOf({ id, transport }: ExternalServer, deps: TargetDeps): Promise<TenantTarget> {
  const resolved = (texts: Record<string, string>): Record<string, string> =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, deps.resolve(text)]))
  if (transport.kind !== 'stdio')
    return {
      kind: transport.kind,
      url: transport.url,
      headers: resolved(transport.headers),
      redirectUrl: deps.redirectUrl,
      credentials: deps.credentialsOf(id, transport.url),
    }
  const { found, path } = await findOnLoginPath(transport.command, deps.path)
  if (found.kind === 'missing')
    throw new OmniMindError('CONFIG_INVALID', found.message, { nextStep: found.nextStep })
  return {
    kind: 'stdio',
    command: found.path,
    args: transport.args.map((text) => deps.resolve(text)),
    env: externalEnvironment(path, resolved(transport.env)),
    cwd: transport.cwd === null ? workingDirectory(deps.dataDirOf(id)) : atHome(transport.cwd),
    sharing: transport.sharing,
    startupTimeoutMs: transport.startupTimeoutS * 1_000,
    isolation: transport.isolation,
  }
}

function workingDirectory(dataDir: string): string {
  const directory = join(dataDir, 'work')
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  return directory
}
