import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** What `electron [switches] APP [arguments]` means. */
export interface CommandLine {
  /** Scripts to require first (`-r`). */
  required: string[]
  /** The app's main module. */
  main: string
  /** Folder of the app's package.json. */
  appRoot: string
  packageJson: { name?: string; productName?: string; version?: string; main?: string }
}

/** @param args without the executable */
export function readCommandLine(args: readonly string[]): CommandLine {
  const required: string[] = []
  let index = 0
  for (; index < args.length; index++) {
    const argument = args[index] as string
    if (argument === '-r') required.push(resolve(args[++index] as string))
    else if (!argument.startsWith('--')) break
  }
  const target = resolve(args[index] ?? '.')
  const isFile = /\.[cm]?[jt]s$/.test(target)
  const appRoot = isFile ? packageFolder(dirname(target)) : target
  const packageJson = readPackage(appRoot)
  return {
    required,
    main: isFile ? target : join(appRoot, packageJson.main ?? 'index.js'),
    appRoot,
    packageJson,
  }
}

/** The nearest folder upwards with a package.json. */
function packageFolder(folder: string): string {
  if (existsSync(join(folder, 'package.json')) || folder === dirname(folder)) return folder
  return packageFolder(dirname(folder))
}

function readPackage(folder: string): CommandLine['packageJson'] {
  const file = join(folder, 'package.json')
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as CommandLine['packageJson']) : {}
}
