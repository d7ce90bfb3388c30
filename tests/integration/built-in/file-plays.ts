import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { grouped, numberIn, parts, readEach, text, type Stored, type StorePlay } from './store-play'

const Content = z.object({ content: z.string() })

const END = 'the end\n'
export const filesystem: StorePlay = {
  service: 'filesystem',
  what: 'edits of one file, which each replace it, and their history',
  prepare: (call, dataDir) => call('write_file', { path: `${dataDir}/scratch/lines`, content: END }),
  write: (call, n, dataDir) =>
    call('edit_file', {
      path: `${dataDir}/scratch/lines`,
      edits: [{ oldText: END, newText: `${text(n, 20_000)}\n${END}` }],
    }),
  async read(call, dataDir) {
    const { content } = Content.parse(await call('read_text_file', { path: `${dataDir}/scratch/lines` }))
    const lines = content.replace(END, '').split('\n').filter(Boolean)
    const history = z.object({ total: z.number() }).parse(await call('list_edits', { limit: 1 }))
    // The first one made the file.
    if (history.total !== lines.length + 1)
      throw new Error(`The history tells of ${history.total} changes, the file has ${lines.length}.`)
    return lines.map((line) => [numberIn(line), line])
  },
  whole: (n) => text(n, 20_000),
}

const Commits = z.object({ commits: z.array(z.object({ hash: z.string(), message: z.string() })) })
const repositoryIn = (dataDir: string): string => join(dataDir, 'repositories', 'project')
export const git: StorePlay = {
  service: 'git',
  what: 'commits',
  async prepare(call, dataDir) {
    await call('git_init', { repo_path: repositoryIn(dataDir) })
    execFileSync('git', ['config', 'user.name', 'Ann'], { cwd: repositoryIn(dataDir) })
    execFileSync('git', ['config', 'user.email', 'ann@example.org'], { cwd: repositoryIn(dataDir) })
  },
  async write(call, n, dataDir) {
    const repo_path = repositoryIn(dataDir)
    writeFileSync(join(repo_path, `file-${n}`), text(n, 100_000))
    await call('git_add', { repo_path, files: [`file-${n}`] })
    await call('git_commit', { repo_path, message: `Commit ${n}` })
  },
  async read(call, dataDir) {
    const repo_path = repositoryIn(dataDir)
    const { commits } = Commits.parse(await call('git_log', { repo_path, max_count: 1_000 }))
    return commits.map(({ hash, message }): Stored => {
      const n = numberIn(message)
      return [n, execFileSync('git', ['show', `${hash}:file-${n}`], { cwd: repo_path, encoding: 'utf8' })]
    })
  },
  whole: (n) => text(n, 100_000),
  check(dataDir) {
    const options = { cwd: repositoryIn(dataDir), encoding: 'utf8' } as const
    const found = execFileSync('git', ['fsck', '--strict', '--no-dangling'], options)
    if (found !== '') throw new Error(found)
  },
}

const ScratchFiles = z.object({ files: z.array(z.object({ path: z.string() })) })
export const python: StorePlay = {
  service: 'python',
  what: 'files of the scratch folder, an interpreter beside',
  prepare: (call) => call('run_python', { code: '1' }),
  write: (call, n) => call('python_write_file', { path: `${n}.txt`, content: text(n, 200_000) }),
  async read(call) {
    const { files } = ScratchFiles.parse(await call('python_list_files'))
    return await readEach(files, async ({ path }) => {
      const { content } = Content.parse(await call('python_read_file', { path, maxCharacters: 200_000 }))
      return [numberIn(path), content]
    })
  },
  whole: (n) => text(n, 200_000),
}

const FOLDER = 'scratch/written'
export const systemTools: StorePlay = {
  service: 'system-tools',
  what: 'files',
  async prepare(_call, dataDir) {
    mkdirSync(join(dataDir, FOLDER), { recursive: true })
  },
  write: (call, n) => call('write_file_secure', { path: `written/${n}.txt`, content: text(n, 400_000) }),
  async read(call, dataDir) {
    const names = readdirSync(join(dataDir, FOLDER)).filter((name) => name.endsWith('.txt'))
    return await readEach(names, async (name) => {
      const { content } = Content.parse(await call('read_file_secure', { path: `written/${name}` }))
      return [numberIn(name), content]
    })
  },
  whole: (n) => text(n, 400_000),
}

const LogPage = z.object({
  lines: z.array(z.object({ text: z.string() })),
  nextCursor: z.string().nullable(),
})
export const logging: StorePlay = {
  service: 'logging',
  what: 'lines, 200 a call',
  write: (call, n) =>
    call('write_log', { lines: parts(200, (part) => ({ text: `Part ${part} of ${text(n, 80)}` })) }),
  async read(call) {
    const found: [number, number, string][] = []
    for (let cursor: string | null | undefined; cursor !== null;) {
      const query = { service: 'logging', text: 'Part ', limit: 1_000, ...(cursor ? { cursor } : {}) }
      const page = LogPage.parse(await call('query_logs', query))
      for (const line of page.lines) {
        const [, part, rest = ''] = /^Part (\d+) of (.*)$/.exec(line.text) ?? []
        found.push([numberIn(rest), Number(part), rest])
      }
      cursor = page.nextCursor
    }
    return grouped(found)
  },
  whole: (n) => parts(200, (part) => [part, text(n, 80)]),
}
