import type { PackageList } from '../tools/list-python-packages'
import { findPyodide, pythonVersion } from './pyodide-files'
import { folderProblem, listWheels } from './wheel-folder'

/** Modules of the standard library that Pyodide does not bring, or that are taken away (`realm-modules.ts`). */
export const MISSING_MODULES =
  'ctypes curses dbm ensurepip grp idlelib pwd pydoc_data readline resource syslog tkinter turtle turtledemo venv'.split(
    ' ',
  )

/** @param folder the person's folder of wheels, or empty */
export function sandboxPackages(folder: string): PackageList {
  const packages = listWheels(folder).map((file) => {
    const [name = file, version = ''] = file.split('-')
    return { name, version }
  })
  return {
    python: `${pythonVersion(findPyodide())} (Pyodide)`,
    packages,
    about:
      `The whole standard library is there but ${MISSING_MODULES.join(', ')}, and what only Windows has. Threads, ` +
      'multiprocessing, subprocess and sockets can be imported and do not work; zoneinfo knows no zones without the ' +
      `package tzdata. ${aboutPackages(folder, packages.length)}`,
  }
}

function aboutPackages(folder: string, count: number): string {
  if (count > 0) return 'The packages are loaded when they are imported.'
  const problem = folderProblem(folder)
  if (problem !== null)
    return `There are no packages: the folder that the settings name cannot be read (${problem}). Tell the person.`
  return (
    'There are no packages: numpy, pandas and others work once the person puts their Pyodide wheels into a folder and ' +
    'names it in the settings of the Python service.'
  )
}
