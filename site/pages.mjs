import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

// Brings the pages of the repository into one folder, laid out as their links to each other expect it. A folder's
// README.md becomes the page that a browser gets for the folder.
const root = fileURLToPath(new URL('..', import.meta.url))
const pages = fileURLToPath(new URL('./target/pages', import.meta.url))

function bring(file) {
  if (file.endsWith('.md')) {
    const text = readFileSync(`${root}/${file}`, 'utf8')
    write(file.replace(/README\.md$/, 'index.md'),
      withoutComments(text).replace(/(\]\((?:[^)\s]*\/)?)README\.md/g, '$1index.md'))
  } else {
    // Pictures are found beside their page, other files only among those that are served as they are.
    copy(file, file)
    copy(file, `public/${file}`)
  }
}

// A comment on a line of its own says to a test where a generated part begins or ends. The site would show it as text.
function withoutComments(text) {
  return text.replace(/^<!--.*-->\n/gm, '')
}

function copy(from, to) {
  mkdirSync(dirname(`${pages}/${to}`), { recursive: true })
  cpSync(`${root}/${from}`, `${pages}/${to}`)
}

function write(to, text) {
  mkdirSync(dirname(`${pages}/${to}`), { recursive: true })
  writeFileSync(`${pages}/${to}`, text)
}

rmSync(pages, { recursive: true, force: true })
const ofRoot = readdirSync(root).filter((name) => name.endsWith('.md'))
const ofGuide = readdirSync(`${root}/docs`, { recursive: true })
  .filter((name) => /\.(md|svg|png|txt|json|yml|js)$/.test(name) && !/^(src|target)\//.test(name))
  .map((name) => `docs/${name}`)
for (const file of [...ofRoot, ...ofGuide]) {
  bring(file)
}
