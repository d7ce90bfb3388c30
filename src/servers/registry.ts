import type { ServiceManifest } from '@shared/domain/manifest'
import { manifest as context } from './context/manifest'
import { manifest as doctor } from './doctor/manifest'
import { manifest as filesystem } from './filesystem/manifest'
import { manifest as git } from './git/manifest'
import { manifest as knowledge } from './knowledge/manifest'
import { manifest as logging } from './logging/manifest'
import { manifest as memory } from './memory/manifest'
import { manifest as python } from './python/manifest'
import { manifest as sqlite } from './sqlite/manifest'
import { manifest as supabase } from './supabase/manifest'
import { manifest as systemInfo } from './system-info/manifest'
import { manifest as systemTools } from './system-tools/manifest'
import { manifest as thinking } from './thinking/manifest'

/** Every built-in server, in port order: one line each. Data only, so that all parts may read it. */
export const registry: readonly ServiceManifest[] = [
  memory,
  thinking,
  context,
  filesystem,
  git,
  python,
  sqlite,
  systemInfo,
  logging,
  supabase,
  systemTools,
  knowledge,
  doctor,
]
