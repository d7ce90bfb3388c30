import type { Logger } from '@shared/domain/log'

/** What a person changes here, by procedure: in words, and which field of the input names it. Values are never told. */
const changes: Readonly<Record<string, readonly [words: string, field?: string]>> = {
  'app.updateSettings': ['Settings of OmniMind were changed'],
  'external.add': ['An external server was added', 'id'],
  'external.update': ['An external server was changed', 'id'],
  'external.remove': ['An external server was removed', 'id'],
  'external.setSecret': ['A secret was set', 'name'],
  'external.removeSecret': ['A secret was removed', 'name'],
  'gateway.saveProfile': ['A profile was saved', 'id'],
  'gateway.removeProfile': ['A profile was removed', 'id'],
  'gateway.createToken': ['A client token was made', 'name'],
  'gateway.revokeToken': ['A client token was revoked', 'id'],
  'services.stopPortHolder': ['A program that held the port of a service was ended', 'id'],
  'activity.forgetContents': ['What was kept of calls was removed'],
}

/** Leaves a line for a change of what clients and services may do. @param path of the procedure, e.g. `external.add` */
export function recordChange(audit: Logger, path: string, input: unknown): void {
  const change = changes[path]
  if (!change) return
  const [words, field] = change
  const fields = typeof input === 'object' && input !== null ? Object.entries(input) : []
  const named = fields.find(([key]) => key === field)?.[1]
  const which = field === undefined ? fields.map(([key]) => key).join(', ') : String(named)
  audit.info(which === '' ? `${words}.` : `${words}: ${which}.`)
}
