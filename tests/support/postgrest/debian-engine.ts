import { execFileSync, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { SqlError, type SqlEngine } from './engine'

const VERSIONS = '/usr/lib/postgresql'
/** PostgreSQL refuses to run as root. */
const USER = 'postgres'

/** The folder of the server's programs; null when Debian's PostgreSQL is not installed. */
export function debianPostgres(): string | null {
  if (process.platform !== 'linux' || !existsSync(VERSIONS)) return null
  const newest = readdirSync(VERSIONS)
    .map((version) => join(VERSIONS, version, 'bin'))
    .findLast((bin) => existsSync(join(bin, 'postgres')) && existsSync(join(bin, 'initdb')))
  return newest && (process.getuid?.() !== 0 || userId('-u') !== null) ? newest : null
}

/** A server of our own on a socket in a directory of our own, spoken to with psql. */
export async function debianEngine(bin: string): Promise<SqlEngine> {
  const dir = mkdtempSync(join(tmpdir(), 'omni-pg-'))
  const isRoot = process.getuid?.() === 0
  if (isRoot) chownSync(dir, userId('-u') ?? 0, userId('-g') ?? 0)
  const as = (program: string, args: string[]): [string, string[]] =>
    isRoot ? ['runuser', ['-u', USER, '--', program, ...args]] : [program, args]
  const data = join(dir, 'data')
  execFileSync(
    ...as(join(bin, 'initdb'), [
      '-D',
      data,
      '-U',
      USER,
      '-E',
      'UTF8',
      '--locale=C.UTF-8',
      '-N',
      '-A',
      'trust',
    ]),
    {
      cwd: dir,
    },
  )
  const options = ['-D', data, '-k', dir, '-c', 'listen_addresses=', '-c', 'fsync=off']
  const server = spawn(...as(join(bin, 'postgres'), options), {
    cwd: dir,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = once(server, 'exit')
  for await (const chunk of server.stderr) if (String(chunk).includes('ready to accept connections')) break
  server.stderr?.resume()

  const psql = new Psql(dir)
  return {
    name: `PostgreSQL of Debian (${bin})`,
    run: (sql, { readOnly = false } = {}) => psql.run(sql, readOnly),
    script: async (sql) => void (await psql.run(sql, false)),
    async close() {
      psql.close()
      process.kill(Number(execFileSync('head', ['-1', join(data, 'postmaster.pid')])), 'SIGINT')
      await ended
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

const MARK = 'omnimind-end-of-answer'

/** One psql for all statements: a program a statement would take most of the tests' time. */
class Psql {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #lines: AsyncIterator<string>
  #last: Promise<unknown> = Promise.resolve()

  constructor(socketDir: string) {
    this.#child = spawn('psql', ['-X', '-At', '-q', '-h', socketDir, '-U', USER, 'postgres'])
    this.#child.stderr.resume()
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()
  }

  run(sql: string, readOnly: boolean): Promise<string | null> {
    const result = this.#last.then(() => this.#runNow(sql, readOnly))
    this.#last = result.catch(() => {})
    return result
  }

  close(): void {
    this.#child.stdin.end('\\q\n')
  }

  async #runNow(sql: string, readOnly: boolean): Promise<string | null> {
    const keep = '\\set failed :ERROR\n\\set state :SQLSTATE\n\\set said :LAST_ERROR_MESSAGE'
    this.#child.stdin.write(
      `BEGIN${readOnly ? ' READ ONLY' : ''};\n${sql};\n${keep}\nCOMMIT;\n\\echo ${MARK} :failed :state :said\n`,
    )
    const text: string[] = []
    for (;;) {
      const { value, done } = await this.#lines.next()
      if (done) throw new Error('psql ended.')
      const [mark, failed, state = '', ...said] = value.split(' ')
      if (mark !== MARK) text.push(value)
      else if (failed === 'true') throw new SqlError(state, said.join(' '))
      else return text.length === 0 ? null : text.join('\n')
    }
  }
}

function userId(flag: '-u' | '-g'): number | null {
  try {
    return Number(execFileSync('id', [flag, USER], { stdio: ['ignore', 'pipe', 'ignore'] }))
  } catch {
    return null
  }
}
