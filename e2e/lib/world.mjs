// People at work: somebody of the team with a browser, in words that a nurse could read. How a page is
// built is known only here; the journeys say what people do.
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { chromium } from 'playwright-core'

import { faults } from './checks.mjs'

const base = process.env.ALONGSIDE_URL
const password = process.env.ALONGSIDE_PASSWORD
if (!base || !password) throw new Error('start me with e2e/run')

export const sizes = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 375, height: 812 },
}

let browser
const started = () => browser ?? (browser = chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
}))

/** Opens the browser before a file's journeys and closes it after them. */
export function withBrowser() {
  before(() => started())
  after(async () => (await browser)?.close())
}

/** Everybody with a browser open, for a picture of what they saw when a sentence fails. */
const everybody = new Set()

/** A sentence of the story: when it fails, its words and the pages in view stand before the reason. */
async function sentence(words, act) {
  try {
    return await act()
  } catch (error) {
    const views = []
    for (const worker of everybody) {
      const picture = `e2e/out/${Date.now()}.png`
      await worker.page.screenshot({ path: picture, fullPage: true }).catch(() => {})
      views.push(`  ${worker.page.url()} (${picture})`)
    }
    error.message = `${words}\n${views.join('\n')}\n${error.message}`
    error.stack = `${error.message}\n${error.stack}`
    throw error
  }
}
export const given = (words, act) => sentence(`Given ${words}`, act)
export const when = (words, act) => sentence(`When ${words}`, act)
export const then = (words, act) => sentence(`Then ${words}`, act)

/** Somebody with a browser of their own. */
export class Worker {
  /** Choices made: taps, keys that choose, a field filled. Moving about with Tab is no choice. */
  choices = 0

  constructor(page, size) {
    this.page = page
    this.size = size
  }

  /** Somebody who has opened a browser and is not signed in. */
  static async arrives(size) {
    const context = await (await started()).newContext({ viewport: sizes[size], baseURL: base, locale: 'en-GB', hasTouch: size === 'phone' })
    const page = await context.newPage()
    page.setDefaultTimeout(15_000)
    const worker = new Worker(page, size)
    everybody.add(worker)
    page.on('pageerror', (error) => { worker.scriptError = error })
    return worker
  }

  /** Somebody of this role, signed in. */
  static async signedIn(login, size) {
    const worker = await Worker.arrives(size)
    await worker.goesTo('/sign-in')
    await worker.signsIn(login)
    return worker
  }

  async leaves() {
    everybody.delete(this)
    await this.page.context().close()
    if (this.scriptError) throw this.scriptError
  }

  async signsIn(login, word = password) {
    await this.fills('Log-in name', login)
    await this.fills('Password', word)
    await this.presses('Sign in')
  }

  async logsOut() {
    await this.presses('Log out')
  }

  goesTo(path) {
    return this.page.goto(path)
  }

  /** Looks for a person and opens their page. */
  async opensPerson(name) {
    await this.goesTo(`/people?q=${encodeURIComponent(name)}`)
    await this.follows(name)
  }

  /** Does what leads to another page, and waits for that page. */
  async leadsOn(act) {
    await Promise.all([this.page.waitForEvent('load'), act()])
  }

  // What hands do. Each counts as one choice.

  async follows(name) {
    this.choices += 1
    const link = this.page.getByRole('link', { name, exact: typeof name === 'string' }).filter({ visible: true }).first()
    await this.leadsOn(() => link.click())
  }

  async presses(name) {
    this.choices += 1
    const button = this.page.getByRole('button', { name }).filter({ visible: true }).first()
    await this.leadsOn(() => button.click())
  }

  /** Sends a form that is right. */
  async records(button) {
    await this.presses(button)
    const refused = this.page.locator('.nhsuk-error-summary')
    if (await refused.count()) assert.fail(`refused: ${await refused.innerText()}`)
  }

  async chooses(question, answer) {
    this.choices += 1
    const group = this.page.getByRole('group', { name: question })
    await group.getByRole('radio', { name: answer, exact: true }).first().check()
  }

  async fills(label, words) {
    this.choices += 1
    await this.page.getByLabel(label, { exact: true }).filter({ visible: true }).first().fill(words)
  }

  /** Opens a folded part of a form. */
  async unfolds(name) {
    this.choices += 1
    await this.page.locator('summary', { hasText: name }).first().click()
  }

  // The same by keyboard alone.

  /** Moves on with Tab until the focus is on one of these, and sees where it is. */
  async tabsTo(target, words) {
    for (let moves = 0; moves < 150; moves += 1) {
      await this.page.keyboard.press('Tab')
      const there = await target.evaluateAll((elements) => elements.includes(document.activeElement))
      if (!there) continue
      const visible = await this.page.evaluate(() => {
        const { outlineStyle, outlineWidth, boxShadow, backgroundColor } = getComputedStyle(document.activeElement)
        const ring = document.activeElement.labels?.[0] ? getComputedStyle(document.activeElement.labels[0], '::before').boxShadow : 'none'
        return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none' || ring !== 'none' || backgroundColor === 'rgb(255, 235, 59)'
      })
      assert.ok(visible, `the focus on "${words}" cannot be seen`)
      return
    }
    assert.fail(`"${words}" cannot be reached with the keyboard`)
  }

  async followsByKey(name) {
    await this.tabsTo(this.page.getByRole('link', { name, exact: typeof name === 'string' }), name)
    this.choices += 1
    await this.leadsOn(() => this.page.keyboard.press('Enter'))
  }

  async pressesByKey(name) {
    await this.tabsTo(this.page.getByRole('button', { name }), name)
    this.choices += 1
    await this.leadsOn(() => this.page.keyboard.press('Enter'))
  }

  async choosesByKey(question, answer) {
    const group = this.page.getByRole('group', { name: question }).first()
    const wanted = group.getByRole('radio', { name: answer, exact: true })
    await this.tabsTo(group.getByRole('radio'), question)
    this.choices += 1
    await this.page.keyboard.press('Space')
    for (let moves = 0; moves < 30 && !(await wanted.isChecked()); moves += 1) await this.page.keyboard.press('ArrowDown')
    assert.ok(await wanted.isChecked(), `"${answer}" cannot be chosen with the keyboard`)
  }

  async typesInto(label, words) {
    await this.tabsTo(this.page.getByLabel(label, { exact: true }), label)
    this.choices += 1
    await this.page.keyboard.type(words)
  }

  // Who the story is about.

  /** Somebody on the caseload, with what they can be found by. */
  async someoneOnTheCaseload(place) {
    await this.goesTo('/people')
    const row = this.page.locator('table.app-board tbody tr').filter({ hasText: /\d{3} \d{3} \d{4}/ }).nth(place)
    const cell = (label) => row.locator(`[data-label="${label}"]`).innerText()
    const street = (await cell('Address')).split(', ').find((part) => /^\d+ \w/.test(part))
    return { name: (await row.locator('th a').innerText()).trim(), number: (await cell('NHS number')).trim(), street }
  }

  /** The name of somebody in a tier on the board who was not seen today. */
  async someoneOnTheBoard(tier, place = 0) {
    await this.goesTo('/board')
    const row = this.page.locator('.app-handover tr', { has: this.page.locator('.app-tier', { hasText: tier }) })
    const unseen = row.filter({ hasNot: this.page.locator('[data-label="Last seen"]', { hasText: 'Today' }) })
    const alone = unseen.filter({ hasNotText: 'Two workers' })
    return (await alone.nth(place).locator('th a').innerText()).trim()
  }

  /** Somebody whom only another team knows. */
  async someoneOfAnotherTeam() {
    await this.goesTo('/board')
    const ours = await this.page.locator('.app-handover th a').allInnerTexts()
    await this.leadsOn(() => this.page.locator('.app-teams a:not([aria-current])').first().click())
    for (const link of await this.page.locator('.app-handover th a').all()) {
      const name = (await link.innerText()).trim()
      if (!ours.includes(name)) return { name, path: await link.getAttribute('href') }
    }
    return assert.fail('every person of the other team is ours too')
  }

  /** Whom the first visit of today that is still to be done is to. */
  async nextVisit() {
    await this.goesTo('/today')
    const visits = this.page.locator('section[aria-labelledby="visits"] .app-visit__head a')
    return (await visits.first().innerText()).trim()
  }

  async searchesFor(words) {
    await this.goesTo('/people')
    await this.fills('Name, NHS number or street', words)
    await this.presses('Search')
  }

  async opensLadder() {
    await this.goesTo(`${new URL(this.page.url()).pathname}/ladder`)
  }

  /** Calls off every visit that is still to be done today. */
  async callsOffTheRest(why) {
    for (let visits = 0; visits < 30; visits += 1) {
      await this.goesTo('/today')
      const card = this.page.locator('.app-visits:not(.app-visits--done) .app-visit').first()
      if ((await card.count()) === 0) return
      await card.locator('summary', { hasText: 'Call off' }).click()
      await card.getByRole('radio', { name: /^The team/ }).check()
      await card.getByLabel('Why', { exact: true }).fill(why)
      const decision = card.getByRole('checkbox', { name: /^Red tier/ })
      if (await decision.count()) await decision.check()
      await this.leadsOn(() => card.getByRole('button', { name: /^Call off/ }).click())
    }
    assert.fail('there is no end of visits')
  }

  // What eyes see.

  async findsPerson(name) {
    await this.page.locator('table.app-board th').getByRole('link', { name, exact: true }).first().waitFor()
  }

  async seesDone(name) {
    await this.goesTo('/today')
    await this.page.locator('.app-visits--done .app-visit__head', { hasText: name }).first().waitFor()
  }

  async rowOf(name) {
    return (await this.boardRow(name).first().innerText()).trim()
  }

  /** Waits, without touching the page, until a person's row on the board reads otherwise. */
  async seesRowChange(name, before, words) {
    await this.boardRow(name).filter({ hasText: words }).first().waitFor()
    assert.notEqual(await this.rowOf(name), before)
  }

  async sees(words) {
    await this.page.getByText(words).filter({ visible: true }).first().waitFor()
  }

  async seesHeading(words) {
    await this.page.getByRole('heading', { level: 1, name: words }).waitFor()
  }

  /** The row or card of a person on the board. */
  boardRow(name) {
    return this.page.locator('.app-handover tr', { has: this.page.getByRole('link', { name, exact: true }) })
  }

  /** Nothing on the page keeps anybody out. */
  async findsThePageInOrder() {
    const found = await faults(this.page)
    assert.deepEqual(found, [])
  }
}

/** One journey at both sizes, each with workers of its own, so that the two do not meet. */
export function atBothSizes(tell) {
  tell('desktop', 'nurse')
  tell('phone', 'ot')
}
