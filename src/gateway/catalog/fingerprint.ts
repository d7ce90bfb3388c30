import { hash } from 'node:crypto'
import { canonicalJson } from './canonical-json'

/**
 * What a model reads and what a client acts on. Icons and `_meta` are left out: they reach neither the model nor the
 * decision to call, and servers put changing values into them.
 */
const PINNED = ['name', 'title', 'description', 'inputSchema', 'outputSchema', 'annotations'] as const

/** @returns SHA-256 in hex over the pinned members of a tool's definition in canonical JSON */
export function fingerprint(definition: Record<string, unknown>): string {
  const pinned = Object.fromEntries(PINNED.map((name) => [name, definition[name]]))
  return hash('sha256', canonicalJson(pinned))
}
