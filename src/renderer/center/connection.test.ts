import { describe, expect, it } from 'vitest'
import type { CenterClient } from '@shared/contract'
import { createVirtualClock } from '../../../tests/support/virtual-clock'
