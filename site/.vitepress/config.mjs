import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * The order of the pages is that of the guide's first page: each paragraph that ends in a colon opens a group, and each
 * item of a list that begins with a link is a page of it.
 */
function sidebar() {
  const groups = [{ text: 'Guide', items: [] }]
  for (const line of readFileSync(`${root}/docs/README.md`, 'utf8').split('\n')) {
    const heading = /^([A-Z][^[\]]*):$/.exec(line)
    const page = /^(?:\d+\.|\*) \[([^\]]+)\]\(([^)]+)\.md\)/.exec(line)
    if (heading) {
      groups.push({ text: heading[1], items: [] })
    } else if (page) {
      groups.at(-1).items.push({ text: page[1], link: new URL(`${page[2]}.html`, 'file:///docs/').pathname })
    }
  }
  return groups.filter((group) => group.items.length > 0)
}

/** The anchor of a heading, as the places that show the Markdown files make it. */
function anchor(heading) {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-')
}

export default defineConfig({
  title: 'OctoStore for Spring Boot',
  description: 'Distributed locks for Spring Boot applications',
  lang: 'en',
  srcDir: './target/pages',
  outDir: './target/site',
  cacheDir: './target/cache',
  // Every link that leads nowhere fails the build.
  ignoreDeadLinks: false,
  // The pages are plain Markdown; what looks like a tag in them is text.
  markdown: { html: false, anchor: { slugify: anchor } },
  vite: { build: { chunkSizeWarningLimit: 2000 } },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Guide', link: '/docs/' },
      { text: 'Configuration', link: '/docs/configuration' },
      { text: 'Troubleshooting', link: '/docs/troubleshooting' },
      { text: 'Changelog', link: '/CHANGELOG' }
    ],
    sidebar: sidebar()
  }
})
