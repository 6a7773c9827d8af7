// The way in: from a referral of a community team to the first visit, what becomes of somebody who refers
// themself, and a refusal with its letter. The long way is gone in the second team, where no other
// journey works; every person is entered here under a name of their own.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inflateSync } from 'node:zlib'

import { Worker, given, then, when, withBrowser } from '../lib/world.mjs'

withBrowser()

/** Answers by the names of their boxes: text is written, a list or a circle is chosen. */
async function answers(worker, all) {
  for (const [name, value] of Object.entries(all)) {
    const box = worker.page.locator(`[name="${name}"]`)
    const kind = await box.first().evaluate((element) => element.type)
    if (kind === 'radio' || kind === 'checkbox') await worker.page.locator(`[name="${name}"][value="${value}"]`).check({ force: true })
    else if (kind === 'select-one') await box.selectOption(value)
    else await box.first().fill(value)
  }
}

const day = (name, date, month = '11', year = '2026') =>
  ({ [`${name}-day`]: date, [`${name}-month`]: month, [`${name}-year`]: year })

/** What a community team writes, all of it but who signs. */
const letter = (given, family) => ({
  _given: given,
  _family: family,
  ...day('born', '4', '5', '1985'),
  gender: 'X',
  how: 'letter',
  source: 'cmht',
  organisation: 'Northgate community mental health team',
  contact: '01632 960111, weekdays',
  why_now: 'Third admission this year.',
  support_now: 'A support worker now and then.',
  'disorder.answer': 'yes',
  'disorder.evidence': 'Schizophrenia since 2009; cannot keep a home.',
  'engagement.answer': 'yes',
  'engagement.evidence': 'Has not opened the door to the team since June.',
  'heavy_crisis_use.answer': 'no',
  'admissions.0.place': 'Larkmoor Hospital',
  ...day('admissions.0.from', '2', '9'),
  ...day('admissions.0.until', '9', '9'),
  'needs.violence.answer': 'no',
  'needs.self_harm.answer': 'yes',
  'needs.self_harm.evidence': 'Does not wash, weighs 48 kg.',
  'needs.poor_response.answer': 'yes',
  'needs.poor_response.evidence': 'Two medicines did not help.',
  'needs.dual_diagnosis.answer': 'unknown',
  'needs.detained.answer': 'unknown',
  'needs.housing.answer': 'yes',
  'needs.housing.evidence': 'Sofa surfing.',
  owner: { index: 1 },
})

/** Opens the form of a new referral in the worker's first or other team. */
async function opensTheForm(worker, other) {
  await worker.goesTo('/referrals')
  if (other) await worker.leadsOn(() => worker.page.locator('.app-teams a:not([aria-current])').first().click())
  await worker.findsThePageInOrder()
  await worker.follows('New referral')
}

/** How the team sees each criterion, in the boxes of the decision. */
const seen = (standings) => Object.fromEntries(standings.flatMap((standing, i) => [
  [`reasons.${i}.standing`, standing],
  [`reasons.${i}.why`, 'As the referral says, and the ward has told us the same.'],
]))

test('a referral from a community team becomes a first visit', { timeout: 240_000 }, async () => {
  const name = 'Perpetua Quillfeather'
  const lead = await given('the clinical lead is signed in', () => Worker.signedIn('lead', 'desktop'))
  const { page } = lead
  await when('a referral arrives without the name of whoever signs', async () => {
    await opensTheForm(lead, true)
    await lead.findsThePageInOrder()
    await answers(lead, letter('Perpetua', 'Quillfeather'))
    await lead.records('Save')
  })
  await then('it is in the record, says what is still blank, and what the criteria show', async () => {
    assert.match(await page.locator('h1').innerText(), /Incomplete/)
    assert.deepEqual(await page.locator('section[aria-labelledby="missing"] li').allInnerTexts(), ['Professional who refers'])
    assert.equal(await page.locator('section[aria-labelledby="criteria"] tbody tr').count(), 4)
    await lead.findsThePageInOrder()
  })
  const referral = new URL(page.url()).pathname
  await when('the community team tells the name and another stay', async () => {
    await lead.follows('Change or complete')
    await answers(lead, { professional: 'Ola Ferncastle, nurse', ...day('for_meeting_on', '18') })
    await lead.unfolds(/More room: .*hospital/i)
    await answers(lead, { ...day('admissions.1.from', '12', '10'), ...day('admissions.1.until', '20', '10') })
    await lead.records('Save')
  })
  await then('it waits for the meeting, and two stays are enough for this team', async () => {
    assert.match(await page.locator('h1').innerText(), /Waiting for a decision/)
    const use = page.locator('section[aria-labelledby="criteria"] tbody tr').nth(1)
    assert.match(await use.innerText(), /Met/)
  })
  await when('the weekly meeting comes to new referrals', async () => {
    await lead.goesTo('/mdt')
    await lead.leadsOn(() => page.locator('.app-teams a:not([aria-current])').first().click())
    await lead.presses('Start the meeting')
    await lead.leadsOn(() => page.locator('.app-mdt__items a', { hasText: name }).first().click())
    await lead.follows('Record the decision')
    await lead.findsThePageInOrder()
  })
  const nurse = await given('a nurse of the team is signed in', () => Worker.signedIn('nurse2', 'desktop'))
  await nurse.goesTo('/today')
  const nurseName = (await nurse.page.locator('.nhsuk-header__account-item').first().innerText()).trim()
  await when('the team takes the person on', async () => {
    const who = page.locator('[name=first_contact_by] option', { hasText: nurseName })
    await answers(lead, {
      ...seen(['met', 'met', 'met', 'unknown']),
      decision: 'accepted',
      decided_by: 'Weekly meeting, everybody who was there',
      dissent: 'The psychologist would have waited for the ward.',
      first_contact_by: await who.first().getAttribute('value'),
    })
    await lead.presses('Record the decision')
    assert.match(await page.locator('.nhsuk-error-summary').innerText(), /Not every criterion is met/)
    await answers(lead, { despite: 'What is not known will be asked at the first visits.' })
    await lead.records('Record the decision')
  })
  await then('the decision stands with its dissent and who goes first', async () => {
    const text = await page.locator('section[aria-labelledby="decision"]').innerText()
    assert.match(text, /The psychologist would have waited/)
    assert.ok(text.includes(nurseName), text)
    await lead.findsThePageInOrder()
  })

  await when('somebody writes down that the person wishes for a woman', async () => {
    await nurse.opensPerson(name)
    await nurse.findsThePageInOrder()
    const person = new URL(nurse.page.url()).pathname
    await nurse.goesTo(`${person}/record/preferences`)
    await answers(nurse, { 'worker_gender.gender': '2', 'worker_gender.strength': 'strong' })
    await nurse.records('Save')
  })
  await when('the lead names a key worker with the wish in mind', async () => {
    await lead.goesTo(referral)
    await lead.follows('Name a key worker')
    assert.match(await page.locator('main').innerText(), /The person's wish: .*(woman|female)/)
    const reasons = page.locator('.app-suggest__one').first().locator('li')
    const fits = (await reasons.allInnerTexts()).join('; ')
    await page.locator('[name=key_worker]').first().check({ force: true })
    const met = /wish/i.test(fits) && !/not as/i.test(fits)
    assert.ok(met, `who fits the wish comes first: ${fits}`)
    await page.getByLabel('The wish is met').check({ force: true })
    await lead.records('Save')
  })
  await then('the record says so', () => lead.sees(/Recorded: key worker/))

  await when('the nurse plans a first visit for today', async () => {
    await nurse.opensPerson(name)
    await nurse.follows('Plan a visit')
    await answers(nurse, { ...day('day', '18'), time: '9:40pm', place: { index: 1 }, purposes: 'engagement' })
    await nurse.presses('Plan this visit')
    // Two go to a first visit, as a rule: it asks, and takes an answer.
    await nurse.page.locator('[name=alone_ok]').check({ force: true })
    await nurse.records('Plan this visit')
  })
  await then('it stands on Today', async () => {
    await nurse.goesTo('/today')
    await nurse.page.locator('.app-visit__head', { hasText: name }).first().waitFor()
  })
  await when('the nurse begins the assessment, and goes on with it in a second session', async () => {
    await nurse.opensPerson(name)
    const person = new URL(nurse.page.url()).pathname
    for (const [words, label, said] of [
      ['Begin an assessment', 'Wants: in their words', 'A door that locks'],
      ['New session', 'Strengths: in their words', 'Mends bicycles'],
    ]) {
      await nurse.goesTo(`${person}/assessment`)
      await nurse.follows(words)
      await nurse.page.getByLabel(label).fill(said)
      await nurse.records('Save')
    }
    const text = await nurse.page.locator('main').innerText()
    assert.match(text, /A door that locks/)
    assert.match(text, /Mends bicycles/)
  })
  await when('the visit happens and is written down', async () => {
    await nurse.goesTo('/today')
    await nurse.presses(new RegExp(`^Start .*${name}`))
    await nurse.goesTo('/today')
    await nurse.presses(new RegExp(`^End .*${name}`))
    await nurse.follows(new RegExp(`^Say what happened.*${name}`))
    await nurse.chooses('What happened?', 'Seen as planned')
    await nurse.fills('What you did and saw', 'Talked on the step, then over tea.')
    await nurse.records('Record contact')
  })
  await then('the visit is done, and nothing of the referral is left to do', async () => {
    await nurse.seesDone(name)
    await lead.goesTo(referral)
    assert.match(await page.locator('h1').innerText(), /Closed/)
  })
  await nurse.leaves()
  await lead.leaves()
})

for (const [size, login, called] of [['desktop', 'administrator', 'Ines'], ['phone', 'socialworker', 'Bram']]) {
  test(`somebody who refers themself is kept as a concern until another service has it (${size})`, { timeout: 120_000 }, async () => {
    const taker = await given('somebody who takes referrals is signed in', () => Worker.signedIn('administrator', size))
    await when('the person asks for the team themself', async () => {
      await opensTheForm(taker, false)
      await answers(taker, { ...letter(called, 'Quickthorn'), source: 'person', why_now: 'I want the team my cousin had.' })
      await taker.presses('Save')
    })
    await then('nothing that was said is lost, and it is no referral', async () => {
      await taker.seesHeading('Kept as a concern, not as a referral')
      await taker.findsThePageInOrder()
    })
    const concern = await taker.page.getByRole('link', { name: 'Pass the concern on' }).getAttribute('href')
    await taker.leaves()
    const worker = await given('a worker of the team is signed in', () => Worker.signedIn(login, size))
    await when('they open the concern', () => worker.goesTo(concern))
    await then('it has the words of the person', () => worker.sees(/I want the team my cousin had/))
    await worker.findsThePageInOrder()
    await when('they pass it on to the community team', async () => {
      await answers(worker, { to: 'cmht', service: 'Millbrook community mental health team, duty worker', told: 'That the team rings tomorrow.' })
      await worker.records('Save')
    })
    await then('it stays open', async () => assert.match(await worker.page.locator('h1').innerText(), /Passed on, not confirmed/))
    await when('that team says that it has it', async () => {
      await answers(worker, { ...day('received_on', '18'), received_by: 'Jem Rookhope, social worker' })
      await worker.records('Save')
    })
    await then('another service has it', async () => assert.match(await worker.page.locator('h1').innerText(), /Another service has it/))
    await worker.leaves()
  })
}

/** Everything in a PDF that is packed, unpacked. */
function unpacked(pdf) {
  const found = []
  for (let at = pdf.indexOf('stream\n'); at !== -1; at = pdf.indexOf('stream\n', at + 7)) {
    try {
      found.push(inflateSync(pdf.subarray(at + 7)).toString('latin1'))
    } catch {
      // Not packed this way: an end of a stream, or a picture.
    }
  }
  return found
}

test('a refusal has a letter, a challenge, and stays open until the next service has met the person', { timeout: 180_000 }, async () => {
  const lead = await given('the clinical lead is signed in', () => Worker.signedIn('lead', 'desktop'))
  const { page } = lead
  await given('a referral with one stay in hospital', async () => {
    await opensTheForm(lead, true)
    await answers(lead, { ...letter('Dorrie', 'Quillfeather'), professional: 'Ola Ferncastle, nurse', history_complete: 'yes' })
    await lead.records('Save')
  })
  const referral = new URL(page.url()).pathname
  const decision = {
    ...seen(['met', 'not_met', 'met', 'met']),
    decision: 'refused',
    decided_by: 'Weekly meeting',
    instead: 'The community team visits you every week.',
    'onward.service': 'Northgate community mental health team, Ola Ferncastle',
    'onward.owner': { index: 1 },
  }
  await when('the team refuses because appointments were missed', async () => {
    await lead.follows('Record the decision')
    await lead.findsThePageInOrder()
    await answers(lead, { ...decision, 'reasons.1.why': 'Did not attend three appointments.' })
    await lead.presses('Record the decision')
  })
  await then('that is never a reason, and nothing typed is lost', async () => {
    assert.match(await page.locator('.nhsuk-error-summary').innerText(), /Not attending is never a reason/)
    assert.equal(await page.locator('[name=instead]').inputValue(), decision.instead)
    await lead.findsThePageInOrder()
  })
  await when('the team says what of the criterion is not met', async () => {
    await answers(lead, { 'reasons.1.why': 'One stay of a week in two years, and no home treatment.' })
    await lead.records('Record the decision')
    await lead.findsThePageInOrder()
  })
  await then('the letter says why, what happens instead and where to turn', async () => {
    await lead.follows('Letter to the person')
    const text = await page.locator('.app-letter').innerText()
    for (const words of ['One stay of a week', 'visits you every week', 'PALS', 'advocacy', 'Complaints', 'Attached: North Birmingham criteria']) {
      assert.ok(text.includes(words), words)
    }
    await lead.findsThePageInOrder()
  })
  await then('on paper each sheet after the first says whose letter it is', async () => {
    await page.emulateMedia({ media: 'print' })
    const about = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--app-about'))
    await page.emulateMedia({ media: null })
    assert.match(about, /Dorrie Quillfeather/)
  })
  await then('the letter is a PDF with text in it', async () => {
    const link = await page.getByRole('link', { name: 'Open the letter as a PDF' }).getAttribute('href')
    const answer = await page.request.get(link)
    assert.equal(answer.headers()['content-type'], 'application/pdf')
    const pdf = await answer.body()
    assert.equal(pdf.subarray(0, 5).toString(), '%PDF-')
    assert.match(pdf.toString('latin1'), /Dorrie Quillfeather: Our decision about your referral/)
    const inside = unpacked(pdf)
    assert.ok(inside.some((text) => /BT[\s\S]*T[jJ]/.test(text)), 'words are drawn as words')
    assert.ok(inside.some((text) => text.includes('beginbf')), 'and can be copied as words')
  })
  await when('the sister challenges the decision', async () => {
    await lead.goesTo(referral)
    await lead.follows('Somebody challenges it')
    await lead.findsThePageInOrder()
    await answers(lead, { by: 'The sister, through PALS', what: 'A stay in another town is missing.' })
    await lead.records('Save')
  })
  await then('it stands beside the decision', () => lead.sees(/Challenged on 18 November 2026/))
  await lead.findsThePageInOrder()
  await when('the next service says that it has met the person', async () => {
    await page.locator('[name=confirmed_by]').fill('Ola Ferncastle')
    await lead.records('Close the referral')
  })
  await then('only then the referral is closed', async () => assert.match(await page.locator('h1').innerText(), /Closed/))
  await lead.leaves()
})
