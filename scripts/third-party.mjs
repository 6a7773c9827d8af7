#!/usr/bin/env node
// Writes THIRD-PARTY.md: everything that is compiled or embedded into the binary, with its licence.
// --check writes nothing and ends with status 1 when the page is out of date or a licence is new to us.
// --texts prints the licence files themselves, as they go with a binary that is handed out.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..')
const page = join(root, 'THIRD-PARTY.md')

// A licence that is not here needs a person to read it first.
const known = new Set(['0BSD', 'Apache-2.0', 'Apache-2.0 WITH LLVM-exception', 'BSD-2-Clause', 'BSD-3-Clause', 'BSL-1.0',
  'CC0-1.0', 'CDLA-Permissive-2.0', 'ISC', 'MIT', 'MIT-0', 'Unicode-3.0', 'Unlicense', 'Zlib'])
const choices = (text) => text.replaceAll('/', ' OR ').split(/\s+OR\s+/)
const allowed = (text) => choices(text.replace(/[()]/g, ' ')).some((choice) =>
  choice.trim().split(/\s+AND\s+/).every((part) => known.has(part.trim())))

/** The crates that are linked into the binary on Linux: no test tools, no build scripts, no macros. */
function crates() {
  const json = execFileSync('cargo', ['metadata', '--format-version=1', '--locked', '--filter-platform=x86_64-unknown-linux-gnu'],
    { cwd: root, maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] })
  const { packages, resolve, workspace_members } = JSON.parse(json)
  const node = new Map(resolve.nodes.map((one) => [one.id, one]))
  const macros = new Set(packages.filter((one) => one.targets.some((target) => target.kind.includes('proc-macro'))).map((one) => one.id))
  const seen = new Set()
  const next = packages.filter((one) => one.name === 'alongside' && workspace_members.includes(one.id)).map((one) => one.id)
  while (next.length > 0) {
    const id = next.pop()
    if (seen.has(id) || macros.has(id)) continue
    seen.add(id)
    for (const dep of node.get(id).deps) {
      if (dep.dep_kinds.some((kind) => kind.kind === null)) next.push(dep.pkg)
    }
  }
  return packages.filter((one) => seen.has(one.id) && one.source)
    .map((one) => ({ name: one.name, licence: one.license ?? 'see its files', link: one.repository ?? '', folder: dirname(one.manifest_path) }))
}

/** What the server embeds from npm. */
function embedded() {
  const lock = JSON.parse(readFileSync(join(root, 'crates/server/package-lock.json'), 'utf8'))
  return Object.entries(lock.packages).filter(([path]) => path !== '')
    .map(([path, one]) => ({ name: path.replace(/^.*node_modules\//, ''), licence: one.license, link: '' }))
}

function rows(list) {
  const unique = new Map(list.map((one) => [one.name, `| ${one.name} | ${one.licence.replaceAll('/', ' OR ')} | ${one.link} |`]))
  return [...unique.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}

const linked = crates()
const npm = embedded()
const text = `# Notices of third parties

Written by \`scripts/third-party\`; do not edit by hand. Versions are in \`Cargo.lock\` and
\`crates/server/package-lock.json\`. \`scripts/third-party --texts\` prints the licence texts that go
with a binary.

## Embedded in the pages

| package | licence | source |
|---|---|---|
${rows(npm).join('\n')}

The NHS logo and the Frutiger font are not part of it: the font's rules are taken out of the style
sheet, and the logo appears only where an organisation that may use it switches it on.

## Linked into the binary

| crate | licence | source |
|---|---|---|
${rows(linked).join('\n')}
`

const strange = [...linked, ...npm].filter((one) => !allowed(one.licence))
for (const one of strange) console.error(`${one.name}: its licence (${one.licence}) is not on the list in scripts/third-party.mjs`)

if (process.argv.includes('--texts')) {
  for (const one of linked) {
    for (const file of readdirSync(one.folder).filter((name) => /^(licen[cs]e|copying|notice|unlicense)/i.test(name)).sort()) {
      try { console.log(`\n==== ${one.name}: ${file}\n\n${readFileSync(join(one.folder, file), 'utf8')}`) } catch { /* a folder of texts */ }
    }
  }
} else if (process.argv.includes('--check')) {
  let now = ''
  try { now = readFileSync(page, 'utf8') } catch { /* not written yet */ }
  if (now !== text) console.error('THIRD-PARTY.md is out of date: run scripts/third-party.mjs and commit it')
  else console.log(`${linked.length + npm.length} third-party packages, all with a licence on the list`)
  if (now !== text) process.exit(1)
} else {
  writeFileSync(page, text)
  console.log(`THIRD-PARTY.md lists ${linked.length + npm.length} packages`)
}
process.exit(strange.length > 0 ? 1 : 0)
