import type { ServiceManifest } from '@shared/domain/manifest'

export const manifest: ServiceManifest = {
  id: 'python',
  title: 'Python',
  description: 'Runs Python code in a sandbox, or with the Python of this machine where you chose that.',
  port: 4333,
  tier: 2,
  mode: 'on-demand',
  settings: [
    {
      key: 'engine',
      label: 'What runs the code',
      help:
        'The sandbox is Python compiled to WebAssembly: it sees no files, programs or network of this machine, and keeps ' +
        'variables between runs. The system Python has the packages you installed; it is contained by bubblewrap where ' +
        'Linux has that and allows it, and otherwise by nothing: code then does whatever you may do. Each of its results says which it was.',
      value: {
        type: 'choice',
        default: 'sandbox',
        choices: [
          { value: 'sandbox', label: 'Sandbox (recommended)' },
          { value: 'system', label: 'The Python of this machine' },
        ],
      },
    },
    {
      key: 'maxSeconds',
      label: 'Longest run',
      help: 'A run takes 30 s at most unless the AI asks for more; it never gets more than this.',
      value: { type: 'integer', default: 120, min: 1, max: 900, unit: 's' },
    },
    {
      key: 'memoryMb',
      label: 'Memory of the code',
      help: 'For Python itself; a sandbox process takes about 150 MB beside it.',
      value: { type: 'integer', default: 512, min: 64, max: 2_048, unit: 'MB' },
    },
    {
      key: 'outputKb',
      label: 'Longest output',
      help: 'A run that prints more is stopped.',
      value: { type: 'integer', default: 200, min: 1, max: 2_000, unit: 'KB' },
    },
    {
      key: 'maxInterpreters',
      label: 'Sandboxes at once',
      help: 'Each AI client has a sandbox of its own, of 150 MB and more. The one that rested longest makes room.',
      value: { type: 'integer', default: 2, min: 1, max: 8 },
    },
    {
      key: 'idleMinutes',
      label: 'End a resting sandbox after',
      help: 'Its variables are lost, its files are kept.',
      value: { type: 'integer', default: 10, min: 1, max: 240, unit: 'min' },
    },
    {
      key: 'packagesFolder',
      label: 'Folder with packages for the sandbox',
      help:
        'Wheels (.whl) built for Pyodide, or of pure Python, that you put there. The sandbox brings the standard library ' +
        'only and downloads nothing: numpy or pandas must be in this folder.',
      value: { type: 'text', default: '', maxLength: 1_000 },
    },
    {
      key: 'pythonCommand',
      label: 'System Python',
      help: 'A command or path; empty looks for python3. Used only when the system Python runs the code.',
      value: { type: 'text', default: '', maxLength: 1_000 },
    },
  ],
  probe: { tool: 'python_list_files', arguments: {} },
  permissions: [
    'With the sandbox: runs Python code in processes of its own, without files or network of this machine',
    'With the system Python: runs that program, contained by bubblewrap where there is one, else with all your rights',
    'Reads and writes its own scratch folder in the data directory',
  ],
  asksFor: ['workers'],
  rate: { perMinute: 120, burst: 30 },
}
