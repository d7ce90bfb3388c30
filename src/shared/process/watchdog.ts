import { spawn, type ChildProcess } from 'node:child_process'

/**
 * A shell that waits for the end of its input, which comes when this process is gone, however it went; then it kills
 * the groups it was told of. It holds for whatever stays in its group, not for a descendant that calls setsid.
 */
const SCRIPT = `
groups=" "
while read -r what id; do
  case $what in
    +) groups="$groups$id " ;;
    -) rest=" "; for g in $groups; do [ "$g" = "$id" ] || rest="$rest$g "; done; groups=$rest ;;
  esac
done
for g in $groups; do kill -s KILL -- "-$g" 2>/dev/null; done
`

/** Kills process groups when this process dies without a chance to do so itself. POSIX only. */
export class Watchdog {
  #shell: ChildProcess | null = null
  readonly #groups = new Set<number>()

  /** Called before a program is started, it leaves no more than a line to write between the start and `guard`. */
  prepare(): void {
    if (process.platform !== 'win32') this.#shell ??= this.#start()
  }

  guard(group: number): void {
    if (process.platform === 'win32') return
    this.#groups.add(group)
    this.#tell(`+ ${group}`)
  }

  release(group: number): void {
    if (this.#groups.delete(group)) this.#tell(`- ${group}`)
  }

  #tell(line: string): void {
    const shell = (this.#shell ??= this.#start())
    shell.stdin?.write(`${line}\n`)
  }

  #start(): ChildProcess {
    // In a session of its own, so that a kill of our group leaves it its work.
    const shell = spawn('/bin/sh', ['-c', SCRIPT], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      env: {},
      cwd: '/',
    })
    shell.unref()
    shell.stdin?.on('error', () => {})
    shell.on('error', () => {})
    // Somebody killed it: the next one is told of every group.
    shell.on('exit', () => {
      if (this.#shell !== shell) return
      this.#shell = null
      for (const group of this.#groups) this.#tell(`+ ${group}`)
    })
    return shell
  }
}
