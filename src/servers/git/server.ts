import { mkdirSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import type { ServiceSettings } from '@shared/domain/manifest'
import { OmniMindError } from '@shared/errors'
import { defineServer } from '../kit/define-server'
import { Folders } from '../kit/folders/folders'
import { ownData } from '../kit/folders/own-data'
import { manifest } from './manifest'
import { Repositories } from './repository/repositories'
import type { ConfigOverride } from './run/environment'
import { GitProgram, INSTALL } from './run/git-program'
import { gitAdd } from './tools/git-add'
import { gitBranch } from './tools/git-branch'
import { gitCheckout } from './tools/git-checkout'
import { gitCommit } from './tools/git-commit'
import { gitCreateBranch } from './tools/git-create-branch'
import { gitDiff } from './tools/git-diff'
import { gitDiffStaged } from './tools/git-diff-staged'
import { gitDiffUnstaged } from './tools/git-diff-unstaged'
import { gitInit } from './tools/git-init'
import { gitListRepositories } from './tools/git-list-repositories'
import { gitLog } from './tools/git-log'
import { gitReset } from './tools/git-reset'
import { gitShow } from './tools/git-show'
import { gitStatus } from './tools/git-status'

/** The reference server's twelve tools, in its order, then ours. */
const tools = [
  gitStatus,
  gitDiffUnstaged,
  gitDiffStaged,
  gitDiff,
  gitCommit,
  gitAdd,
  gitReset,
  gitLog,
  gitCreateBranch,
  gitCheckout,
  gitShow,
  gitBranch,
  gitInit,
  gitListRepositories,
]

export const server = defineServer({
  manifest,
  build(context) {
    const { dataDir, settings, clock } = context
    const folders = new Folders(allowedFolders(dataDir, settings), { closed: ownData(dataDir) })
    const program = new GitProgram({
      dataDir,
      clock,
      timeLimitS: Number(settings['timeLimitS']),
      maxOutputBytes: Number(settings['maxOutputKb']) * 1024,
      identity: identityOf(settings),
    })
    // The service works without: each tool says the same, until git is there.
    if (GitProgram.whereIs() === null)
      context.notice({
        code: 'CONFIG_INVALID',
        message: 'git was not found on this computer.',
        nextStep: INSTALL,
      })
    const repositories = new Repositories(folders, program)
    return { tools: tools.map((tool) => tool({ repositories })), dispose() {} }
  },
})

/** The person's, and a scratch folder for the first try. */
function allowedFolders(dataDir: string, settings: ServiceSettings): string[] {
  const scratch = join(dataDir, 'repositories')
  mkdirSync(scratch, { recursive: true, mode: 0o700 })
  const folders = settings['folders'] as string[]
  const relative = folders.find((folder) => !isAbsolute(folder) && !/^~(?=[\\/]|$)/.test(folder))
  if (relative !== undefined)
    throw new OmniMindError('CONFIG_INVALID', `The allowed folder "${relative}" is no absolute path.`, {
      nextStep: 'Open the settings of Git and write each folder as /path/to/folder or ~/folder.',
    })
  return [...folders, scratch]
}

function identityOf(settings: ServiceSettings): ConfigOverride[] {
  const name = String(settings['authorName']).trim()
  const email = String(settings['authorEmail']).trim()
  return [...(name ? [['user.name', name] as const] : []), ...(email ? [['user.email', email] as const] : [])]
}
