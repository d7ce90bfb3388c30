import type { NativeTheme } from 'electron'
import { strict } from '../support/strict.ts'

/** Colours of the system; the page's own media query is not moved by `themeSource` here. */
export const nativeTheme = strict('nativeTheme', {
  shouldUseDarkColors: false,
  themeSource: 'system' as NativeTheme['themeSource'],
} satisfies Pick<NativeTheme, 'shouldUseDarkColors' | 'themeSource'>)
