import type { PackageList } from '../tools/list-python-packages'
import { findPyodide, pythonVersion } from './pyodide-files'
import { listWheels } from './wheel-folder'

/** The modules of the standard library that have no sense without a system, or are left out for their size. */
const MISSING = 'tkinter, turtle, curses, dbm, readline, multiprocessing, subprocess and threads'

/** @param folder the person's folder of wheels, or empty */
export function sandboxPackages(folder: string): PackageList {
  const packages = listWheels(folder).map((file) => {
    const [name = file, version = ''] = file.split('-')
    return { name, version }
  })
  const where =
    packages.length > 0
      ? 'They are loaded when they are imported.'
      : 'There are none: numpy, pandas and others work once the person puts their Pyodide wheels into a folder and names ' +
        'it in the settings of the Python service.'
  return {
    python: `${pythonVersion(findPyodide())} (Pyodide)`,
    packages,
    about: `The whole standard library is there, except that these do not work: ${MISSING}. ${where}`,
  }
}
