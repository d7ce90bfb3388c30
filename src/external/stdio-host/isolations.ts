import type { Logger } from '@shared/domain/log'
import { findIsolation, findPlain, type Isolation, type IsolationKind } from '@shared/process/isolation'

/** What each kind of isolation means when this process is killed, for the log. */
const meaning: Record<IsolationKind, string> = {
  bubblewrap: 'bubblewrap: everything a server starts ends with it.',
  unshare: 'a PID namespace (unshare): everything a server starts ends with it.',
  'parent-death':
    'the process group and the kernel’s parent-death signal: a program that a server puts into a session of its own can stay behind.',
  group: 'the process group: a program that a server puts into a session of its own can stay behind.',
}

/** The isolations of this machine, found out when they are first wanted, and then known. */
export class Isolations {
  readonly #log: Logger
  readonly #found = new Map<'auto' | 'off', Promise<Isolation>>()

  constructor(log: Logger) {
    this.#log = log
  }

  of(wanted: 'auto' | 'off'): Promise<Isolation> {
    let found = this.#found.get(wanted)
    if (!found) {
      found = wanted === 'auto' ? findIsolation() : findPlain()
      this.#found.set(wanted, found)
      found.then((isolation) => this.#tell(wanted, isolation)).catch(() => {})
    }
    return found
  }

  #tell(wanted: 'auto' | 'off', { kind }: Isolation): void {
    const of = wanted === 'auto' ? 'External servers' : 'External servers without isolation'
    this.#log.info(`${of} are kept together by ${meaning[kind]}`, { isolation: kind })
  }
}
