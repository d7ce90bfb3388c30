import { posix, win32 } from 'node:path'
import { ToolError } from '../../kit/define-tool'

/** Where programs are looked for; everything is an argument, so that Windows' rules can be tested anywhere. */
export interface ProgramSearch {
  platform: NodeJS.Platform
  /** The PATH of the person. */
  path: string
  /** Folders of PATH that are passed over: clients can write there by this service, and could put a program of theirs in. */
  isWritableByClients(folder: string): boolean
  isProgram(file: string): boolean
}

/** What CreateProcess starts by itself; scripts are started by a shell that reads their arguments anew. */
const WINDOWS_PROGRAMS = ['.exe', '.com']
const WINDOWS_SCRIPT = /\.(bat|cmd)[. ]*$/i

/**
 * The absolute path of a program. Nothing is looked for in the working folder, and symbolic links are not followed: a
 * program may behave by the name it is called.
 * @param command a bare name, or an absolute path
 * @throws ToolError when it is neither, does not exist, or is a Windows script (CVE-2024-27980)
 */
export function findProgram(command: string, search: ProgramSearch): string {
  const path = search.platform === 'win32' ? win32 : posix
  refuseScripts(command, search.platform)
  if (path.isAbsolute(command)) return existing(path.normalize(command), search)
  if (/[/\0]/.test(command) || (search.platform === 'win32' && /[\\:]/.test(command)))
    throw new ToolError(`"${command}" is a relative path. Give the name of a program, or its absolute path.`)
  let passedOver: string | null = null
  for (const folder of search.path.split(path.delimiter)) {
    if (!path.isAbsolute(folder)) continue
    const found = candidates(command, search.platform)
      .map((name) => path.join(folder, name))
      .find((file) => search.isProgram(file))
    if (found === undefined) continue
    if (search.isWritableByClients(folder)) {
      passedOver ??= found
      continue
    }
    refuseScripts(found, search.platform)
    return found
  }
  throw notFound(command, passedOver)
}

function existing(file: string, search: ProgramSearch): string {
  if (search.isProgram(file)) return file
  throw new ToolError(`There is no program ${file} that may be executed.`)
}

function candidates(name: string, platform: NodeJS.Platform): string[] {
  if (platform !== 'win32') return [name]
  if (/\.[a-z]{3}$/i.test(name)) return [name]
  // A script that stands first is found, so that it is refused instead of silently passed over.
  return [...WINDOWS_PROGRAMS, '.bat', '.cmd'].map((extension) => name + extension)
}

function refuseScripts(file: string, platform: NodeJS.Platform): void {
  if (platform !== 'win32' || !WINDOWS_SCRIPT.test(file)) return
  throw new ToolError(
    `${file} is a Windows script: cmd.exe would read its arguments anew, so they cannot be passed safely. ` +
      'Call the program it starts, e.g. node.exe with the script of the package.',
  )
}

function notFound(command: string, passedOver: string | null): ToolError {
  if (passedOver !== null)
    return new ToolError(
      `"${command}" is passed over: ${passedOver} lies in a folder where clients can write, so it may be theirs. ` +
        'Give this path as command, and the person is asked about it.',
    )
  const hint = /\s/.test(command)
    ? 'No shell is involved: command is the program alone, and each argument is an item of args.'
    : 'It is not on the PATH of the person. Give its absolute path, or ask the person to install it.'
  return new ToolError(`There is no program "${command}". ${hint}`)
}
