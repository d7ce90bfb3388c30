import { wordSet } from '@shared/lib/word-set'

/** Read a program text from an argument, a file or their input. */
export const shells: ReadonlySet<string> = wordSet(`
  sh bash zsh dash ash ksh mksh fish csh tcsh rbash nu cmd powershell pwsh wsl osascript wscript
  cscript mshta
`)

/** As shells, of other languages. */
export const interpreters: ReadonlySet<string> = wordSet(`
  python pypy node nodejs deno bun ruby perl php lua luajit tclsh rscript guile racket julia groovy
  jshell ghci runghc elixir erl irb tsx ts-node java javaw kotlin scala swift
`)

/** Start another program that their arguments name. */
export const launchers: ReadonlySet<string> = wordSet(`
  env sudo doas su xargs nohup nice ionice timeout time stdbuf setsid chroot unshare nsenter setpriv
  runuser systemd-run watch parallel taskset flock chrt run-parts fd script strace ltrace ssh expect screen tmux at batch crontab
  make npx bunx pnpx uvx pipx busybox toybox start open xdg-open rundll32 regsvr32 msiexec flatpak
  snap ld.so
`)
