import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const BUILT = '../src/main/resources/console';
const SOURCES = ['index.html', 'package-lock.json', 'package.json', 'tsconfig.json', 'vite.config.ts'];

function hash(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** All files of a folder and below, with slashes, sorted. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).replaceAll('\\', '/'))
    .sort();
}

/**
 * Writes `build.json`: which files the gateway serves, and the hash of the sources that they were made of. A test of the
 * gateway compares it with the sources beside it.
 */
function listed(): Plugin {
  return {
    name: 'build-list',
    apply: 'build',
    closeBundle() {
      const sources = [...SOURCES, ...filesOf('src')]
        .sort()
        .map((file) => `${hash(file)}  ${file}\n`)
        .join('');
      const files = filesOf(BUILT)
        .map((file) => file.slice(BUILT.length + 1))
        .filter((file) => file !== 'build.json');
      const list = {
        sources: createHash('sha256').update(sources).digest('hex'),
        files: Object.fromEntries(files.map((file) => [file, hash(`${BUILT}/${file}`)])),
      };
      writeFileSync(`${BUILT}/build.json`, `${JSON.stringify(list, null, 2)}\n`);
    },
  };
}

export default defineConfig({
  base: '/console/',
  plugins: [listed()],
  build: {
    outDir: BUILT,
    emptyOutDir: true,
    // Everything in files of its own: the policy of the page forbids what is written into it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: Object.fromEntries(
      ['/admin', '/v1', '/ops', '/readyz', '/openapi.json'].map((path) => [
        path,
        process.env.STATEWAVE_URL ?? 'http://localhost:8100',
      ]),
    ),
  },
});
