import { fileURLToPath } from 'node:url'
import { LinkChecker, LinkState } from 'linkinator'

// Follows every link of the site that stays within it, in the files as they will be served.
const checker = new LinkChecker()
const result = await checker.check({
  path: '/',
  serverRoot: fileURLToPath(new URL('./target/site', import.meta.url)),
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
process.exitCode = broken.length > 0 || checked.length < 100 ? 1 : 0
