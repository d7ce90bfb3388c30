import { closeSync, openSync, readSync } from 'node:fs'
import { basename, isAbsolute } from 'node:path'
import { Found } from '../finding'
import { locateProgram } from './locate-program'

/** Processors by the number in an ELF header's e_machine (System V ABI). */
const elfMachines: Record<number, string> = { 3: 'ia32', 40: 'arm', 62: 'x64', 183: 'arm64', 243: 'riscv64' }
const MACH_O = new Set(['cffaedfe', 'cefaedfe', 'cafebabe'])

/**
 * Reads the first bytes of a program: for which machine it was built, or which interpreter it names.
 * @throws Found when it cannot run here
 */
export function checkHeader(file: string, path: string): void {
  const head = readHead(file)
  // A file that may be run and not read cannot be looked into.
  if (head === null || process.platform === 'win32') return
  const magic = head.subarray(0, 4).toString('hex')
  if (magic === '7f454c46') return checkElf(file, head)
  if (head.subarray(0, 2).toString() === 'MZ') throw wrongBuild(file, 'Windows')
  if (MACH_O.has(magic) && process.platform !== 'darwin') throw wrongBuild(file, 'macOS')
  if (head.subarray(0, 2).toString() === '#!') checkShebang(file, head.toString('latin1'), path)
}

function checkElf(file: string, head: Buffer): void {
  if (process.platform === 'darwin') throw wrongBuild(file, 'Linux')
  const isLittleEndian = head[5] === 1
  const machine = isLittleEndian ? head.readUInt16LE(18) : head.readUInt16BE(18)
  const arch = elfMachines[machine] ?? `processor number ${machine}`
  // A 64-bit system runs the programs of its 32-bit predecessor.
  const alike =
    process.arch === 'x64' ? ['x64', 'ia32'] : process.arch === 'arm64' ? ['arm64', 'arm'] : [process.arch]
  if (!alike.includes(arch)) throw wrongBuild(file, arch)
}

function wrongBuild(file: string, meant: string): Found {
  const here = `${process.platform} on ${process.arch}`
  return new Found({ code: 'WRONG_ARCHITECTURE', text: `${file} was built for ${meant}; this is ${here}.` })
}

/** `#!/usr/bin/env python3` and `#!/bin/sh -e`. */
function checkShebang(file: string, head: string, path: string): void {
  const [line = ''] = head.slice(2).split('\n')
  if (line.endsWith('\r'))
    throw new Found({
      code: 'INTERPRETER_MISSING',
      text: `The first line of ${file} ends as on Windows, so that its interpreter is not found.`,
      nextStep: 'Save the script with Unix line ends (LF).',
    })
  const [interpreter = '', ...words] = line.trim().split(/\s+/)
  const viaEnv = basename(interpreter) === 'env'
  const name = viaEnv ? words.find((word) => !word.startsWith('-') && !word.includes('=')) : interpreter
  if (name === undefined || name === '') return
  try {
    if (viaEnv || isAbsolute(name)) locateProgram(name, path)
  } catch (error) {
    if (!(error instanceof Found)) throw error
    throw new Found({
      code: 'INTERPRETER_MISSING',
      text: `The script ${file} needs "${name}", which is not there.`,
      nextStep:
        error.finding.code === 'RUNNER_MISSING'
          ? (error.finding.nextStep ?? '')
          : `Install ${basename(name)}.`,
    })
  }
}

function readHead(file: string): Buffer | null {
  try {
    const descriptor = openSync(file, 'r')
    try {
      const head = Buffer.alloc(256)
      readSync(descriptor, head, 0, head.length, 0)
      return head
    } finally {
      closeSync(descriptor)
    }
  } catch {
    return null
  }
}
