import type * as systeminformation from 'systeminformation'

export type Library = typeof systeminformation

let loaded: Promise<Library> | null = null

/** Loaded at the first question: it is 800 KB of code, and on Windows starts a PowerShell. */
export function library(): Promise<Library> {
  loaded ??= import('systeminformation').then((module) =>
    'default' in module ? (module.default as Library) : module,
  )
  return loaded
}
