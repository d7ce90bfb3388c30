// npm run clients [-- CLIENT...]: installs real AI clients one after the other (100 to 400 MB each), connects each as
// the Connect page says, and shows what it tells about the connection. Everything lies in throw-away folders.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { startCenter } from './clients/center.mjs'
import { programs } from './clients/programs.mjs'
import { run } from './clients/run.mjs'
import { ensureBuilt } from './setup/build.mjs'
import { ensureInstalled } from './setup/install.mjs'
import { giveUp, projectNode, root } from './setup/paths.mjs'

const INSTALL_LIMIT_MS = 10 * 60_000
const COMMAND_LIMIT_MS = 90_000

const wanted = process.argv.slice(2)
const unknown = wanted.find((id) => !programs.some((program) => program.id === id))
if (unknown !== undefined) giveUp(`"${unknown}" is not one of ${programs.map(({ id }) => id).join(', ')}.`)
if (process.platform === 'win32') giveUp('This runs on Linux and macOS only.')
ensureInstalled()
ensureBuilt()

const scratch = mkdtempSync(join(tmpdir(), 'omnimind-real-clients-'))
const results = []
try {
  const center = await startCenter(join(scratch, 'center'))
  try {
    const everything = join(root, 'node_modules/@modelcontextprotocol/server-everything/dist/index.js')
    await center.omnimind('servers', 'add', 'everything', '--', projectNode(), everything)
    for (const program of programs)
      if (wanted.length === 0 || wanted.includes(program.id)) results.push(await tryOut(program, center))
  } finally {
    await center.stop()
  }
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
for (const { id, ok, seconds } of results)
  console.log(`${ok ? 'connected' : 'FAILED   '}  ${id}  ${seconds} s`)
process.exit(results.every(({ ok }) => ok) ? 0 : 1)

async function tryOut(program, center) {
  const folder = mkdtempSync(join(scratch, `${program.id}-`))
  try {
    console.log(`\n== ${program.package}`)
    install(program, folder)
    const client = environmentOf(program, folder)
    for (const text of await configure(program, center, client)) console.log(text)
    const startedAt = performance.now()
    const { code, output } = await run(program.command, ['mcp', 'list'], client)
    const text = stripVTControlCharacters(output).trim()
    console.log(`${text}\n(exit code ${code})`)
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    return { id: program.id, ok: code === 0 && program.connected.test(text), seconds }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function install({ package: name }, folder) {
  const args = [
    'install',
    '--prefix',
    folder,
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    name,
  ]
  const env = { ...process.env, PATH: `${dirname(projectNode())}${delimiter}${process.env.PATH}` }
  const { status } = spawnSync('npm', args, { env, stdio: 'inherit', timeout: INSTALL_LIMIT_MS })
  if (status !== 0) throw new Error(`${name} could not be installed.`)
}

/** Nothing of this person's environment, settings or accounts. */
function environmentOf({ env = {} }, folder) {
  const home = join(folder, 'home')
  const cwd = join(folder, 'project')
  for (const path of [home, cwd]) mkdirSync(path)
  const path = [join(folder, 'node_modules/.bin'), dirname(projectNode()), '/usr/bin', '/bin']
  return {
    env: { HOME: home, PATH: path.join(delimiter), TERM: 'dumb', ...env },
    cwd,
    timeoutMs: COMMAND_LIMIT_MS,
  }
}

/** Does the first of the things that the Connect page offers. @returns what commands printed */
async function configure({ id }, center, client) {
  const [snippet] = JSON.parse(await center.omnimind('connect', id, '--json'))
  if (snippet.kind === 'command') {
    const { output } = await run('/bin/sh', ['-c', snippet.text], client)
    return [output.trim().replaceAll(/Bearer \S+/g, 'Bearer ...')]
  }
  const file = snippet.where.replace(/^~/, client.env.HOME)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, snippet.text)
  return []
}
