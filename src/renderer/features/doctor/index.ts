export { ExamineButton } from './examine-button'
export { ExaminationHost } from './examination-host'
export { isWorthExamining } from './worth-examining'
