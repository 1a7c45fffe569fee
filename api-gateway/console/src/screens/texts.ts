import { get } from '../api/client';
import type { Episode, Episodes, Memories, Memory } from '../api/types';
import { subjectPath, type Named } from './Subject';

/** Ids of one request. */
const CHUNK = 100;

/** Those of these episodes that are still there. */
export async function episodesOf(of: Named, ids: string[], signal: AbortSignal): Promise<Map<string, Episode>> {
  const pages = await inChunks(ids, (chunk) =>
    get<Episodes>(subjectPath(of, '/episodes'), { tenant_id: of.tenant, ids: chunk, limit: CHUNK }, { signal }),
  );
  return new Map(pages.flatMap((page) => page.episodes).map((episode) => [episode.id, episode]));
}

/** Those of these memories that are still there. */
export async function memoriesOf(of: Named, ids: string[], signal: AbortSignal): Promise<Map<string, Memory>> {
  const pages = await inChunks(ids, (chunk) =>
    get<Memories>(subjectPath(of, '/memories'), { tenant_id: of.tenant, ids: chunk, limit: CHUNK }, { signal }),
  );
  return new Map(pages.flatMap((page) => page.memories).map((memory) => [memory.id, memory]));
}

async function inChunks<T>(ids: string[], load: (chunk: string) => Promise<T>): Promise<T[]> {
  const found: T[] = [];
  for (let i = 0; i < ids.length; i += CHUNK) {
    found.push(await load(ids.slice(i, i + CHUNK).join(',')));
  }
  return found;
}
