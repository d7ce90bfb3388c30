/**
 * AI clients that come from the npm registry and need no account to tell whether they reach an MCP server.
 * Versions are exact: what was measured is written down in bench/clients/results.md.
 */
export const programs = [
  {
    id: 'claude-code',
    package: '@anthropic-ai/claude-code@2.1.329',
    command: 'claude',
    connected: /^omnimind: .*✔ Connected/m,
  },
  {
    id: 'gemini-cli',
    package: '@google/gemini-cli@0.61.0',
    command: 'gemini',
    // Otherwise it connects to nothing before a person trusts the folder.
    env: { GEMINI_CLI_TRUST_WORKSPACE: 'true' },
    connected: /✓ omnimind: .*Connected/,
  },
  {
    id: 'opencode',
    package: 'opencode-ai@1.18.33',
    command: 'opencode',
    connected: /✓ omnimind\s.*connected/,
  },
]
