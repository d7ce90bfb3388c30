import { filesystem, git, logging, python, systemTools } from './file-plays'
import { context, knowledge, memory, sqlite, supabase, thinking } from './record-plays'
import type { StorePlay } from './store-play'

/** Every built-in service that stores something; the one that starts slowest comes last. */
export const storePlays: readonly StorePlay[] = [
  memory,
  thinking,
  context,
  filesystem,
  git,
  python,
  sqlite,
  logging,
  systemTools,
  knowledge,
  supabase,
]

/** Those that keep nothing of their own, each with a tool. */
export const storeless = { 'system-info': 'get_system_usage', doctor: 'list_codes' }
