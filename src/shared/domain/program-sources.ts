/** Where a program comes from that fetches or runs servers, in a sentence for people; undefined for others. */
export function sourceOf(program: string): string | undefined {
  return sources.get(program)
}

const sources: ReadonlyMap<string, string> = new Map([
  ['npx', 'It comes with Node.js: install that from nodejs.org.'],
  ['node', 'Install Node.js from nodejs.org.'],
  ['bunx', 'Install Bun from bun.sh.'],
  ['bun', 'Install Bun from bun.sh.'],
  ['deno', 'Install Deno from deno.com.'],
  ['uvx', 'It comes with uv: see docs.astral.sh/uv.'],
  ['uv', 'Install uv: see docs.astral.sh/uv.'],
  ['pipx', 'Install pipx: see pipx.pypa.io.'],
  ['docker', 'Install Docker Desktop, and start it.'],
  ['python', 'Install Python from python.org; on many machines its name is python3.'],
  ['python3', 'Install Python from python.org.'],
])
