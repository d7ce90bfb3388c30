import { ActionIcon, Button, createTheme, Tooltip, type CSSVariablesResolver } from '@mantine/core'

/** Mantine asks for ten shades; ours are readings of the accent, and the tokens decide what is shown. */
const accent = [
  '#eef0fc',
  '#dcdff7',
  '#b9bfee',
  '#97a2ff',
  '#7b86e3',
  '#5d68d8',
  '#4a55c7',
  '#3f4bb8',
  '#343fa0',
  '#2a3385',
] as const

/** The neutrals of the tokens as Mantine's scales: its own parts choose from these. */
const gray = [
  '#f6f6f4',
  '#f1f1ee',
  '#e4e4df',
  '#dbdbd5',
  '#cfcfc8',
  '#a9aaa5',
  '#8d8f8a',
  '#666970',
  '#50535a',
  '#1b1c1f',
] as const
const dark = [
  '#ececee',
  '#b0b3ba',
  '#92959d',
  '#75787f',
  '#3b3d43',
  '#2e3036',
  '#222327',
  '#191a1d',
  '#151619',
  '#111214',
] as const

export const theme = createTheme({
  fontFamily: 'var(--font-text)',
  fontFamilyMonospace: 'var(--font-mono)',
  primaryColor: 'accent',
  colors: { accent, gray, dark },
  primaryShade: { light: 7, dark: 5 },
  defaultRadius: '0.375rem',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  headings: { fontWeight: '620' },
  components: {
    Button: Button.extend({ defaultProps: { size: 'xs', fw: 500 } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray', size: 'md' } }),
    Tooltip: Tooltip.extend({
      defaultProps: {
        openDelay: 350,
        withArrow: false,
        transitionProps: { duration: 80 },
        fz: 'xs',
        px: 8,
        py: 4,
      },
    }),
    // What a field means stands below it, so that fields beside each other stay in line.
    InputWrapper: { defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] } },
    TextInput: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs', checkIconPosition: 'right' } },
    MultiSelect: { defaultProps: { size: 'xs', checkIconPosition: 'right' } },
    PasswordInput: { defaultProps: { size: 'xs' } },
    Autocomplete: { defaultProps: { size: 'xs' } },
    Radio: { defaultProps: { size: 'xs' } },
    Popover: { defaultProps: { transitionProps: { duration: 80 }, shadow: 'md' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'sm' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Modal: {
      defaultProps: {
        overlayProps: { backgroundOpacity: 0.35 },
        centered: true,
        transitionProps: { duration: 100 },
      },
    },
    Drawer: {
      defaultProps: { overlayProps: { backgroundOpacity: 0.2 }, transitionProps: { duration: 120 } },
    },
    Menu: { defaultProps: { transitionProps: { duration: 80 }, shadow: 'md' } },
  },
})

const shared = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-soft)',
  '--mantine-color-placeholder': 'var(--ink-faint)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--surface-hover)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-error': 'var(--bad)',
  '--mantine-color-anchor': 'var(--accent-ink)',
  '--mantine-color-gray-light-color': 'var(--ink-soft)',
  '--mantine-color-gray-light-hover': 'var(--surface-sunken)',
  '--mantine-shadow-md': 'var(--shadow-float)',
  '--mantine-shadow-xl': 'var(--shadow-float)',
}

/** Mantine's own colour names read our tokens, so that its parts and ours are one instrument. */
export const resolveCssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: shared,
  dark: shared,
})
