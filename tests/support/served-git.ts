import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { server } from '@servers/git/server'
import type { ServiceSettings } from '@shared/domain/manifest'
import { onTestFinished, vi } from 'vitest'
import { serve } from './served'
import { temporaryDirectory } from './temporary-directory'

/** A repository that a test makes with git itself. */
export class TestRepository {
  readonly path: string
  readonly #env: NodeJS.ProcessEnv

  constructor(path: string, home: string, initOptions: readonly string[] = []) {
    this.path = path
    this.#env = {
      PATH: process.env['PATH'],
      HOME: home,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_ALLOW_PROTOCOL: 'file',
    }
    mkdirSync(path, { recursive: true })
    this.git('init', '--quiet', '--initial-branch=main', ...initOptions)
  }

  /** What git says. @throws when it fails */
  git(...argv: string[]): string {
    return execFileSync('git', argv, {
      cwd: this.path,
      env: this.#env,
      encoding: 'utf8',
      timeout: 10_000,
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trimEnd()
  }

  write(path: string, content: string, mode = 0o644): void {
    const file = join(this.path, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content, { mode })
  }

  /** Commits files by their content. @returns the commit's id */
  commit(files: Record<string, string>, message = 'change'): string {
    for (const [path, content] of Object.entries(files)) this.write(path, content)
    this.git('add', '--all')
    this.git('commit', '--quiet', '--allow-empty', `--message=${message}`)
    return this.git('rev-parse', 'HEAD')
  }
}

export interface Answer {
  structured: Record<string, unknown>
  text: string
  isError: boolean
}

/** The git server with one allowed folder; everything is gone when the test ends. */
export interface ServedGit {
  client: Client
  /** Allowed. */
  folder: string
  /** Not allowed. */
  outside: string
  dataDir: string
  /** Of the person: their `.gitconfig` is here, with a name and an email. */
  home: string
  repository: (name?: string) => TestRepository
  call: (name: string, args?: Record<string, unknown>, signal?: AbortSignal) => Promise<Answer>
  /** @throws when it is an error */
  succeed: (name: string, args?: Record<string, unknown>) => Promise<Answer>
}

export async function serveGit(settings: ServiceSettings = {}): Promise<ServedGit> {
  const root = temporaryDirectory()
  const [folder, outside, home] = ['allowed', 'outside', 'home'].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ]
  for (const directory of [folder, outside, home]) mkdirSync(directory)
  writeFileSync(
    join(home, '.gitconfig'),
    '[user]\n\tname = Ann\n\temail = ann@example.org\n[init]\n\tdefaultBranch = main\n',
  )
  vi.stubEnv('HOME', home)
  const served = await serve(server, { settings: { folders: [folder], ...settings } })
  const { client } = await served.connect()
  onTestFinished(async () => {
    await client.close()
    await served.close()
    vi.unstubAllEnvs()
  })
  const call: ServedGit['call'] = async (name, args = {}, signal) => {
    const answer = await client.callTool({ name, arguments: args }, undefined, signal ? { signal } : {})
    return {
      structured: (answer.structuredContent ?? {}) as Answer['structured'],
      text: (answer.content as { text: string }[])[0]?.text ?? '',
      isError: answer.isError === true,
    }
  }
  return {
    client,
    folder,
    outside,
    dataDir: served.dataDir,
    home,
    repository: (name = 'project') => new TestRepository(join(folder, name), home),
    call,
    async succeed(name, args) {
      const answer = await call(name, args)
      if (answer.isError) throw new Error(`${name}: ${answer.text}`)
      return answer
    },
  }
}
