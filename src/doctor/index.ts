export { codes, findCode, type CodeEntry } from './codes'
export { examineCommand, type CommandTarget } from './examine-command'
export type { ExaminationOptions } from './examination'
export type { DoctorLimits } from './limits'
