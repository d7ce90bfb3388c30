import { execFile, execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
  execFileSync(...as(join(bin, 'initdb'), ['-D', data, '-U', USER, '-E', 'UTF8', '--locale=C', '-N']), {
    cwd: dir,
  })
  const options = ['-D', data, '-k', dir, '-c', 'listen_addresses=', '-c', 'fsync=off']
  const server = spawn(...as(join(bin, 'postgres'), options), {
    cwd: dir,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = once(server, 'exit')
  for await (const chunk of server.stderr) if (String(chunk).includes('ready to accept connections')) break
  server.stderr?.resume()

  const psql = (sql: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const args = [
        '-X',
        '-At',
        '-q',
        '-v',
        'ON_ERROR_STOP=1',
        '-v',
        'VERBOSITY=verbose',
        '-h',
        dir,
        '-U',
        USER,
      ]
      const child = execFile(
        'psql',
        [...args, 'postgres'],
        { maxBuffer: 2 ** 26 },
        (error, stdout, stderr) => {
          const [, code, message] = /ERROR: +(\w{5}): (.*)/.exec(stderr) ?? []
          if (error) reject(new SqlError(code ?? 'XX000', message ?? stderr))
          else resolve(stdout)
        },
      )
      child.stdin?.end(sql)
    })
  return {
    name: `PostgreSQL of Debian (${bin})`,
    async run(sql, { readOnly = false } = {}) {
      const text = await psql(`BEGIN${readOnly ? ' READ ONLY' : ''};\n${sql};\nCOMMIT;`)
      return text === '' ? null : text.replace(/\n$/, '')
    },
    script: async (sql) => void (await psql(sql)),
    async close() {
      process.kill(Number(execFileSync('head', ['-1', join(data, 'postmaster.pid')])), 'SIGINT')
      await ended
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

function userId(flag: '-u' | '-g'): number | null {
  try {
    return Number(execFileSync('id', [flag, USER], { stdio: ['ignore', 'pipe', 'ignore'] }))
  } catch {
    return null
  }
}
