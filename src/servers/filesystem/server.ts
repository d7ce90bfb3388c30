import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { errorText } from '@shared/errors'
import { defineServer, type ServerContext } from '../kit/define-server'
import type { AllowedFolder } from '../kit/folders/allowed-folders'
import { Folders } from '../kit/folders/folders'
import { ownData } from '../kit/folders/own-data'
import { openEditHistory } from './edit-history'
import { FileChanges } from './file-changes'
import { manifest } from './manifest'
import { recoverEdits } from './recover'
import { createDirectory } from './tools/create-directory'
import { directoryTree } from './tools/directory-tree'
import { editFile } from './tools/edit-file'
import { getFileInfo } from './tools/get-file-info'
import { listAllowedDirectories } from './tools/list-allowed-directories'
import { listDirectory } from './tools/list-directory'
import { listDirectoryWithSizes } from './tools/list-directory-with-sizes'
import { listEdits } from './tools/list-edits'
import { moveFile } from './tools/move-file'
import { readMediaFile } from './tools/read-media-file'
import { readMultipleFiles } from './tools/read-multiple-files'
import { readFile, readTextFile } from './tools/read-text-file'
import { readTextPart } from './tools/read-text-part'
import { searchFiles } from './tools/search-files'
import { undoEditTool } from './tools/undo-edit'
import { writeFile } from './tools/write-file'

const tools = [
  readFile,
  readTextFile,
  readMediaFile,
  readMultipleFiles,
  writeFile,
  editFile,
  createDirectory,
  listDirectory,
  listDirectoryWithSizes,
  directoryTree,
  moveFile,
  searchFiles,
  getFileInfo,
  listAllowedDirectories,
  listEdits,
  undoEditTool,
  readTextPart,
]

const Settings = z.object({
  folders: z.array(z.string()),
  readOnly: z.boolean(),
  historyMb: z.number(),
})

export const server = defineServer({
  manifest,
  build(context) {
    const settings = Settings.parse(context.settings)
    const folders = openFolders(context, settings.folders)
    const history = openEditHistory(context, settings.historyMb * 1024 * 1024)
    const changes = new FileChanges(folders, history)
    // Runs before the first change, but nobody who only reads waits for it.
    changes
      .alone(async () => await recoverEdits(folders, history, changes))
      .catch((error: unknown) =>
        context.log.error(`What an earlier process left was not tidied: ${errorText(error)}`),
      )
    const all = tools.map((tool) => tool({ folders, changes, history }))
    return {
      tools: settings.readOnly ? all.filter(({ hints }) => hints.readOnlyHint) : all,
      dispose: () => history.close(),
    }
  },
})

/** The person's folders, then a scratch folder of the service's own, so that there is always one. */
function openFolders(context: ServerContext, paths: readonly string[]): Folders {
  const { dataDir } = context
  const scratch = join(dataDir, 'scratch')
  mkdirSync(scratch, { recursive: true, mode: 0o700 })
  const folders = new Folders([...paths, scratch], { closed: ownData(dataDir) })
  const missing = folders.list().filter(({ realPath }) => realPath === null)
  if (missing.length > 0)
    context.notice({
      code: 'CONFIG_INVALID',
      message: `Allowed folders that cannot be used: ${missing.map(reasonOf).join(', ')}.`,
      nextStep: "Create them, or name the right places in the service's settings. The others work.",
    })
  return folders
}

function reasonOf({ path, leadsOut }: AllowedFolder): string {
  return `${path} (${leadsOut ? 'a link inside another allowed folder leads it out' : 'it is not there'})`
}
