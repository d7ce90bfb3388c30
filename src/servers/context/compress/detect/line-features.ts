import { isStackFrame } from '../critical'

/** Where a log line says when or how grave; looked for near its beginning. */
const time =
  /(?<!\d)\d{1,2}:\d{2}:\d{1,2}(?!\d)|(?<!\d)(?:19|20)\d\d[-/.]\d\d[-/.]\d\d|(?<!\d)1[0-9]{9}(?:[0-9]{3})?(?!\d)|^\[ *\d+\.\d+\]/
const level =
  /(?<![A-Za-z])(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|SEVERE|CRITICAL)(?![A-Za-z])|\[(?:debug|info|notice|warn|error)\]|level=[a-z]/
const HEAD = 120

export const looksLogged = (line: string): boolean => {
  const head = line.slice(0, HEAD)
  return time.test(head) || level.test(head) || isStackFrame(head)
}

/** `path:line:text`, as grep and ripgrep print it. */
export const looksFound = (line: string): boolean =>
  /^(?=[^:]*[A-Za-z])[\w./\\@+-]{1,300}[:-]\d{1,7}[:-]/.test(line) && !time.test(line.slice(0, 25))

const codeEnd = /(?:[;{}]|=>|\):|\),)\s*$|^\s*[)\]}]+[;,]?\s*$/
const codeStart =
  /^\s*(?:import|export|from|package|use|using|#include|#define|const|let|var|def|class|function|fn|func|pub|public|private|protected|static|return|if \(|for \(|while \(|interface|struct|enum|type|impl|async|await|@\w+|\/\/|\/\*|\*\s)(?![a-z])/

export const looksCoded = (line: string): boolean => {
  const part = line.slice(0, 400)
  return codeEnd.test(line.slice(-40)) || codeStart.test(part)
}

/** The line opens a diff, or belongs to one. */
export const opensDiff = (line: string): boolean => /^(?:diff --git |--- \S|Index: |@@ -\d+)/.test(line)
export const isDiffLine = (line: string): boolean =>
  line === '' ||
  /^(?:[ +\-\\@]|diff |index [0-9a-f]|Index: |={10}|(?:new|old|deleted) |similarity |rename |copy |Binary )/.test(
    line,
  )
