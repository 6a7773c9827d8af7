#!/usr/bin/env node
// Compares Cargo.lock with a local snapshot of the RustSec advisory database (crates/NAME/RUSTSEC-*.md in
// a .tar.gz or a folder). It fetches nothing: ALONGSIDE_RUSTSEC names the snapshot, and without one it
// says so and ends well. A known weakness ends with status 1; "unmaintained" and the like are printed only.
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..')
const require = createRequire(join(root, 'e2e/package.json'))
const { parse } = require('smol-toml')
const semver = require('semver')

const snapshot = process.env.ALONGSIDE_RUSTSEC
if (!snapshot || !existsSync(snapshot)) {
  console.log('NOT CHECKED: there is no snapshot of the RustSec database. Set ALONGSIDE_RUSTSEC to one (a folder or .tar.gz) to check.')
  process.exit(0)
}

/** The snapshot as a folder, and how to clean up after it. */
function unpacked(path) {
  if (statSync(path).isDirectory()) return { folder: path, done: () => {} }
  const folder = mkdtempSync(join(tmpdir(), 'alongside-rustsec-'))
  execFileSync('tar', ['-xzf', path, '-C', folder])
  return { folder, done: () => rmSync(folder, { recursive: true }) }
}

/** Cargo's ">= 1.2, < 2" is npm's ">= 1.2 < 2". */
const inside = (version, ranges) =>
  ranges.some((range) => semver.satisfies(version, range.replaceAll(',', ' '), { includePrerelease: true }))

function advisory(file) {
  const text = readFileSync(file, 'utf8')
  const front = text.slice(text.indexOf('```toml') + 7)
  const { advisory, versions } = parse(front.slice(0, front.indexOf('\n```')))
  const title = /^# (.*)$/m.exec(front)?.[1] ?? ''
  return { ...advisory, title, patched: versions.patched ?? [], unaffected: versions.unaffected ?? [] }
}

const locked = parse(readFileSync(join(root, 'Cargo.lock'), 'utf8')).package.filter((crate) => crate.source)
const { folder, done } = unpacked(snapshot)
const found = []
let newest = ''
try {
  const crates = join(folder, 'crates')
  const names = new Set(locked.map((crate) => crate.name))
  for (const name of readdirSync(crates)) {
    for (const file of readdirSync(join(crates, name))) {
      const entry = advisory(join(crates, name, file))
      // TOML's dates are not JavaScript's; the text form of either begins with the day.
      const day = typeof entry.date === 'string' ? entry.date : entry.date.toISOString().slice(0, 10)
      if (day > newest) newest = day
      if (entry.withdrawn || !names.has(name)) continue
      for (const crate of locked.filter((one) => one.name === name)) {
        if (inside(crate.version, entry.patched) || inside(crate.version, entry.unaffected)) continue
        found.push({ ...entry, version: crate.version })
      }
    }
  }
} finally {
  done()
}

for (const entry of found) {
  const what = entry.informational ? `notice (${entry.informational.trim()})` : 'WEAKNESS'
  console.log(`${what}: ${entry.package} ${entry.version}: ${entry.id}: ${entry.title}`)
}
const age = Math.floor((Date.now() - Date.parse(newest)) / 86_400_000)
const weak = found.filter((entry) => !entry.informational)
console.log(`${locked.length} crates compared with RustSec as of ${newest}: ${weak.length} known weaknesses, ${found.length - weak.length} notices`)
if (age > 90) console.log(`The snapshot is ${age} days old: fetch a newer one.`)
process.exit(weak.length > 0 ? 1 : 0)
