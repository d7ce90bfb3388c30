import { existsSync } from 'node:fs'
import { findIsolation, groupOnly, type Isolation } from '@shared/process/isolation'
import type { Launch } from './launch'

let here: Promise<Isolation> | undefined

/** What keeps an examined program and everything it starts together on this machine; found out once. */
export function isolationHere(): Promise<Isolation> {
  return (here ??= findIsolation())
}

export interface Started {
  file: string
  args: readonly string[]
  /** Told to `file` as its own name. */
  argv0: string
  isolation: Isolation
}

/**
 * What is really started: the program behind its isolation. `exec -a` gives it the name it was found by, by which some
 * go (Python finds its virtual environment so); where no Bash is there to do that, the name counts more.
 */
export function isolated({ command, argv0 = command, args, cwd, isolation }: Launch): Started {
  const named = argv0 === command ? [] : naming(argv0)
  if (named === null) return { file: command, args, argv0, isolation: groupOnly }
  const [first, ...prefix] = isolation.prefix(cwd)
  if (first === undefined) return { file: command, args, argv0, isolation }
  return { file: first, args: [...prefix, ...named, command, ...args], argv0: first, isolation }
}

/** `-p` keeps Bash from reading what BASH_ENV names. */
function naming(argv0: string): string[] | null {
  const bash = ['/usr/bin/bash', '/bin/bash'].find((path) => existsSync(path))
  return bash === undefined ? null : [bash, '-p', '-c', 'exec -a "$0" "$@"', argv0]
}
