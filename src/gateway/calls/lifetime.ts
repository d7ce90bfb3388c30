import type { CatalogTool } from '@shared/domain/catalog'
import { isPlainObject } from '@shared/mcp/json-rpc'
import { CACHE_SECONDS } from '@shared/mcp/tool'
import { isReadOnly } from '../guards/scope'

const LONGEST_S = 24 * 3_600

/** How a tool's answers may be kept. */
export interface ToolLifetime {
  isReadOnly: boolean
  /** 0 when the tool does not say. */
  seconds: number
}

/** How long one answer may be kept, and for whom. */
export interface AnswerLifetime {
  ms: number
  /** True when it is for the asking client alone. */
  isPrivate: boolean
}

const known = new WeakMap<CatalogTool, ToolLifetime>()

/** What the tool declares; a tool that may write has no lifetime whatever it says. */
export function lifetimeOf(tool: CatalogTool): ToolLifetime {
  let lifetime = known.get(tool)
  if (!lifetime) known.set(tool, (lifetime = read(tool.definition)))
  return lifetime
}

/**
 * What an answer says about itself by `ttlMs` and `cacheScope` (revision 2026-07-28) goes before what the tool
 * declares. @returns null when it may not be kept
 */
export function answerLifetime(resultText: string, declaredSeconds: number): AnswerLifetime | null {
  const declared = declaredSeconds > 0 ? { ms: declaredSeconds * 1_000, isPrivate: false } : null
  if (!resultText.includes('"ttlMs"') && !resultText.includes('"cacheScope"')) return declared
  const result = parse(resultText)
  if (!result) return null
  const { ttlMs, cacheScope } = result
  const isPrivate = cacheScope !== undefined && cacheScope !== 'public'
  // Public is what the service says is public: a lifetime alone does not make an answer everybody's.
  if (typeof ttlMs === 'number')
    return ttlMs > 0 ? { ms: Math.min(ttlMs, LONGEST_S * 1_000), isPrivate: cacheScope !== 'public' } : null
  return declared && { ...declared, isPrivate }
}

function read(definition: Record<string, unknown>): ToolLifetime {
  const meta = definition['_meta']
  const seconds = isPlainObject(meta) ? meta[CACHE_SECONDS] : undefined
  if (!isReadOnly(definition)) return { isReadOnly: false, seconds: 0 }
  const isValid = typeof seconds === 'number' && seconds > 0
  return { isReadOnly: true, seconds: isValid ? Math.min(seconds, LONGEST_S) : 0 }
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return isPlainObject(value) ? value : null
  } catch {
    return null
  }
}
