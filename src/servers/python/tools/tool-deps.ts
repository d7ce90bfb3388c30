import { ToolError } from '../../kit/define-tool'
import { ScratchError, type ScratchFolder } from '../scratch-folder'

export interface FileToolDeps {
  scratch: ScratchFolder
}

export { reads } from '../../kit/define-tool'

/** @throws ToolError in place of a ScratchError: its text says what to do */
export function forModel<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof ScratchError ? new ToolError(error.message) : error
  }
}

export function missingFile(path: string): ToolError {
  return new ToolError(`There is no file "${path}" in /scratch. python_list_files shows those there are.`)
}
