import { secretsIn } from '@shared/domain/external'
import type { Logger } from '@shared/domain/log'
import { errorText, OmniMindError } from '@shared/errors'
import { z } from 'zod'
import type { Secrets } from '../secrets'

/** What servers with a sign-in gave, kept among the secrets under a name of ours, each with the address it is for. */
export interface OAuthCredentials {
  /**
   * @returns null when there are none for this address
   * @throws OmniMindError CONFIG_INVALID; what cannot be opened today is not overwritten by a new sign-in
   */
  read(id: string, url: string): string | null
  /** @param text as the host told it, JSON. A full disk costs a sign-in, not the server. */
  keep(id: string, text: string, url: string): void
  /** Never throws: what stays is sent to no other address. */
  forget(id: string): void
}

const nameOf = (id: string): string => `oauth.${id}`
export const OWN_SECRET = /^oauth\./

export function createOAuthCredentials(secrets: Secrets, log: Logger): OAuthCredentials {
  return {
    read(id, url) {
      if (!secrets.has(nameOf(id))) return null
      try {
        return credentialsFor(url, secrets.read(nameOf(id)))
      } catch (cause) {
        throw new OmniMindError(
          'CONFIG_INVALID',
          `The sign-in of "${id}" cannot be opened with this machine's key.`,
          {
            nextStep:
              'Unlock the keyring or restore the key and start it again; or remove the server and add it anew.',
            cause,
          },
        )
      }
    },
    keep(id, text, url) {
      try {
        secrets.set(nameOf(id), JSON.stringify({ server: url, credentials: parsedOrNull(text) }))
      } catch (error) {
        log.error(`The sign-in of ${id} could not be kept, it will be asked for again: ${errorText(error)}`)
      }
    },
    forget(id) {
      try {
        if (secrets.has(nameOf(id))) secrets.remove(nameOf(id))
      } catch (error) {
        log.warn(
          `The sign-in of ${id} could not be removed: ${errorText(error)}. It is used for its address only.`,
        )
      }
    },
  }
}

/**
 * Puts secrets into a server's setting. The sign-in of one server is not for another one, whatever a definition says.
 * @throws OmniMindError CONFIG_INVALID
 */
export function resolveForServer(secrets: Secrets, template: string): string {
  if (!secretsIn(template).some((name) => OWN_SECRET.test(name))) return secrets.resolve(template)
  throw new OmniMindError('CONFIG_INVALID', 'Secrets that begin with "oauth." belong to OmniMind.', {
    nextStep: "Take the reference out of the server's settings.",
  })
}

/** Credentials come with a begun sign-in too, then still without tokens. */
export function hasTokens(credentials: string): boolean {
  const kept = parsedOrNull(credentials) as { tokens?: unknown } | null
  return kept?.tokens !== null && kept?.tokens !== undefined
}

const Kept = z.object({ server: z.string(), credentials: z.looseObject({}) })

/** The sign-in at one address is not sent to another one, also when the file was edited by hand. */
function credentialsFor(url: string, text: string): string | null {
  const kept = Kept.safeParse(parsedOrNull(text)).data
  return kept?.server === url ? JSON.stringify(kept.credentials) : null
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
