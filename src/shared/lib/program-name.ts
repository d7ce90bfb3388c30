/** The name by which a program is known: without folder, version and Windows extension, in lower case. */
export function programName(program: string): string {
  const base = program.split(/[/\\]/).at(-1)?.toLowerCase() ?? ''
  const plain = base.replace(/\.(exe|com)$/, '')
  return plain.replace(/^(python|pypy|ruby|perl|php|lua|node|nodejs)-?\d+(\.\d+)*$/, '$1')
}
