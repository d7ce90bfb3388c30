import type { CodeEntry } from './code-entry'

/** 1xx: a program is found, started and lives. */
export const starting = {
  COMMAND_NOT_FOUND: {
    code: 'OMD-101',
    name: 'COMMAND_NOT_FOUND',
    verdict: 'problem',
    meaning:
      'There is no program of this name in any folder of the PATH, or no file at the full path. An app started from the ' +
      'desktop often has a shorter PATH than a terminal, and a relative path depends on a folder nobody knows.',
    nextStep: 'Install the program, or give its full path.',
  },
  NOT_EXECUTABLE: {
    code: 'OMD-102',
    name: 'NOT_EXECUTABLE',
    verdict: 'problem',
    meaning: 'The file is there, but the system does not let you run it.',
    nextStep:
      'Allow it to be run: chmod +x FILE. Or name the interpreter as the command and the file as its argument.',
  },
  WRONG_ARCHITECTURE: {
    code: 'OMD-103',
    name: 'WRONG_ARCHITECTURE',
    verdict: 'problem',
    meaning: 'The program was built for another processor or another operating system.',
    nextStep: 'Install the build of the program that is meant for this machine.',
  },
  INTERPRETER_MISSING: {
    code: 'OMD-104',
    name: 'INTERPRETER_MISSING',
    verdict: 'problem',
    meaning:
      'The file is a script whose first line (#!) names an interpreter that is not there, or it has no such line at all. ' +
      'Scripts written on Windows end that line in an invisible character that does the same.',
    nextStep: 'Install the interpreter, or correct the first line of the script.',
  },
  RUNNER_MISSING: {
    code: 'OMD-105',
    name: 'RUNNER_MISSING',
    verdict: 'problem',
    meaning:
      'The program that fetches and runs the server (npx, uvx, docker, bunx ...) is not installed, or not on the PATH.',
    nextStep: 'Install it, then examine again.',
  },
  START_FAILED: {
    code: 'OMD-106',
    name: 'START_FAILED',
    verdict: 'problem',
    meaning: 'The operating system refused to start the program.',
    nextStep: 'Run the same command line in a terminal; the system says more there.',
  },
  EXITED_AT_ONCE: {
    code: 'OMD-110',
    name: 'EXITED_AT_ONCE',
    verdict: 'problem',
    meaning: 'The program ends by itself before anybody speaks to it. A server waits on its standard input.',
    nextStep: 'Read its last words; run it in a terminal, where it must wait and stay silent.',
  },
  CRASHED_AT_HANDSHAKE: {
    code: 'OMD-111',
    name: 'CRASHED_AT_HANDSHAKE',
    verdict: 'problem',
    meaning:
      'The program waits as a server does, but ends as soon as it is greeted ("initialize" or "server/discover").',
    nextStep: 'That is a fault of the server: update it, or report its last words to its maker.',
  },
  VARIABLE_MISSING: {
    code: 'OMD-112',
    name: 'VARIABLE_MISSING',
    verdict: 'problem',
    meaning:
      'The server ended because an environment variable it needs, mostly a key or an address, is not set.',
    nextStep: 'Set the variable for this server. Store keys as secrets and refer to them as ${secret:NAME}.',
  },
  PORT_TAKEN: {
    code: 'OMD-113',
    name: 'PORT_TAKEN',
    verdict: 'problem',
    meaning:
      'The server wants to listen on a port that another program, often an older copy of itself, holds already.',
    nextStep: 'End the other program, or give the server another port.',
  },
  PART_MISSING: {
    code: 'OMD-114',
    name: 'PART_MISSING',
    verdict: 'problem',
    meaning: 'The program is there, but a module, package or file it is made of is not.',
    nextStep: "Install the server's dependencies, or install it anew.",
  },
  ARGUMENTS_REFUSED: {
    code: 'OMD-115',
    name: 'ARGUMENTS_REFUSED',
    verdict: 'problem',
    meaning:
      'The program printed how it wants to be called and ended: an argument is missing, wrong or unknown.',
    nextStep: 'Correct the arguments by what it printed.',
  },
  PACKAGE_NOT_FOUND: {
    code: 'OMD-116',
    name: 'PACKAGE_NOT_FOUND',
    verdict: 'problem',
    meaning:
      'npx, uvx or docker could not get the package or image: the name is wrong, it is private, or there is no network.',
    nextStep: 'Check the name of the package letter by letter, and whether this machine is online.',
  },
  FILE_REFUSED: {
    code: 'OMD-117',
    name: 'FILE_REFUSED',
    verdict: 'problem',
    meaning: 'The server ended because a file or folder it needs may not be read or written.',
    nextStep: 'Give the server a folder that you may use, or correct the permissions.',
  },
  NOT_A_SERVER: {
    code: 'OMD-120',
    name: 'NOT_A_SERVER',
    verdict: 'problem',
    meaning:
      'The program prints text for people, or listens on a port, and speaks no MCP on its standard output.',
    nextStep: 'Check command and arguments; some programs need one (serve, mcp, --stdio) to serve MCP.',
  },
  OUTPUT_DISTURBED: {
    code: 'OMD-121',
    name: 'OUTPUT_DISTURBED',
    verdict: 'problem',
    meaning:
      'Between its messages the server prints lines that are none, such as logs. Standard output belongs to the protocol ' +
      'alone; some clients end the connection at the first such line.',
    nextStep: 'Make the server log to standard error; where it is not yours, report it to its maker.',
  },
  DOES_NOT_END: {
    code: 'OMD-122',
    name: 'DOES_NOT_END',
    verdict: 'warning',
    meaning:
      'The server goes on when its input ends, and also when it is asked to stop (SIGTERM). It had to be killed.',
    nextStep: 'Nothing now: OmniMind ends it by force. Its maker should end it when standard input closes.',
  },
} as const satisfies Record<string, CodeEntry>
