import type { RunReport } from '../engine'

/** A run as a model reads it: what was printed, the result, and why it ended when that is not plain. */
export function reportText(report: RunReport, seconds: number): string {
  const { stdout, stderr, result, error, outputCut, written, removed, notKept, notes, sandbox } = report
  const parts = [
    stdout,
    stderr === '' ? '' : `stderr:\n${stderr}`,
    outputCut ? '(more was printed than is shown)' : '',
    result === null ? '' : `result: ${result}`,
    stoppedText(report, seconds) ?? (error ? errorText(error) : ''),
    written.length > 0 ? `files written: ${written.join(', ')}` : '',
    removed.length > 0 ? `files removed: ${removed.join(', ')}` : '',
    ...notKept.map((each) => `not kept: ${each}`),
    ...notes,
    sandbox === 'bubblewrap' ? '(This was the Python of this machine, contained by bubblewrap.)' : '',
    sandbox === 'none' ? '(NOT sandboxed: this ran with all rights of the user on this machine)' : '',
  ]
  const text = parts.filter((part) => part !== '').map((part) => part.replace(/\n$/, ''))
  return text.length > 0 ? text.join('\n') : '(no output, no result)'
}

function errorText({ type, message, traceback }: NonNullable<RunReport['error']>): string {
  const text = traceback === '' ? `${type}: ${message}` : traceback.trimEnd()
  return type === 'ModuleNotFoundError'
    ? `${text}\nPackages cannot be downloaded here; list_python_packages shows those there are.`
    : text
}

function stoppedText({ stopped, stateLost, error }: RunReport, seconds: number): string | null {
  if (stopped === null) return null
  const why = {
    time: `Stopped: it ran longer than ${seconds} s.`,
    output: 'Stopped: it printed too much.',
    memory: 'Stopped: it used more memory than it may.',
    reset: 'Ended: the session was reset.',
    broken: 'The interpreter broke and was ended.',
  }[stopped]
  const state = stateLost ? ' All variables are lost; files in /scratch are as before the run.' : ''
  const place = error && error.traceback !== '' ? `\n${error.traceback.trimEnd()}` : ''
  return `${why}${state}${place}`
}
