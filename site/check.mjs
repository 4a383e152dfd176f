import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { LinkChecker, LinkState } from 'linkinator'

// Follows every link of the site that stays within it, in the files as they will be served.
const site = fileURLToPath(new URL('./target/site', import.meta.url))
const checker = new LinkChecker()
const result = await checker.check({
  path: '/',
  serverRoot: site,
  recurse: true,
  checkFragments: true,
  linksToSkip: async (link) => !/^http:\/\/(localhost|127\.0\.0\.1|\[::1\]):/.test(link)
})
const checked = result.links.filter((link) => link.state !== LinkState.SKIPPED)
const broken = checked.filter((link) => link.state === LinkState.BROKEN)
for (const link of broken) {
  console.error(`${link.parent} leads to ${link.url}: ${link.status}`)
}
console.log(`${checked.length} links checked, ${broken.length} lead nowhere`)

// A comment of a page would be shown as text.
const commented = readdirSync(site, { recursive: true })
  .filter((name) => name.endsWith('.html') && readFileSync(`${site}/${name}`, 'utf8').includes('&lt;!--'))
for (const page of commented) {
  console.error(`${page} shows a comment`)
}
process.exitCode = broken.length > 0 || checked.length < 100 || commented.length > 0 ? 1 : 0
