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
  runuser systemd-run watch parallel script strace ltrace ssh expect screen tmux at batch crontab
  make npx bunx pnpx uvx pipx busybox toybox start open xdg-open rundll32 regsvr32 msiexec flatpak
  snap ld.so
`)

/** Do what a file of the working folder says (package.json, Cargo.toml), which no argument names. */
export const projectRunners: ReadonlySet<string> = wordSet(`
  npm pnpm yarn corepack bun deno just task rake bundle gradle gradlew mvn mvnw ant sbt cargo go cmake
  ninja meson bazel tox nox pytest poetry uv pipenv hatch pip pip3 composer mix dotnet msbuild
`)

/** Their commands, in arguments and input, can start programs and read files. */
export const commandLanguages: ReadonlySet<string> = wordSet(`
  vi vim nvim ex ed emacs gdb lldb m4 dc gnuplot sqlite3 psql mysql
`)

/** One file that is many programs, by the name it is called. */
export const multiCall: ReadonlySet<string> = wordSet('busybox toybox coreutils')
