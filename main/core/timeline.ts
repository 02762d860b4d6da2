import type { SearchQuery, Understanding } from '../../shared/api.ts';
import { placeIdOf } from '../../shared/model/photo.ts';
import type { WaitingFiles, WaitingList } from './queue/waiting-files.ts';
import type { ResultList, Search } from './search/search.ts';

/** Photos and files that wait to be looked at, as one result by date. Ids of files are below zero (`placeIdOf`). */
export interface Timeline extends ResultList {
  /** Files among them that wait. */
  waiting: number;
}

export interface TimelineMaker {
  /** All of a result; with the files that wait, where they are asked for and belong there. */
  getList(query: SearchQuery): Promise<Timeline>;
  /** The same, but undefined where no file waits: then pages of the search itself are the quicker way. */
  getMixed(query: SearchQuery): Promise<Timeline | undefined>;
}

export interface TimelineDeps {
  search: Pick<Search, 'getList'>;
  waiting: Pick<WaitingFiles, 'refresh' | 'list'>;
  /** Changes with every change of a photo. */
  getRevision(): number;
}

/** Most photos have this shape: width / height in thousandths. */
const USUAL_ASPECT = 1_333;

export function createTimelineMaker({ search, waiting, getRevision }: TimelineDeps): TimelineMaker {
  let last: { list: WaitingList; revision: number; timeline: Timeline } | undefined;

  async function getMixed(query: SearchQuery): Promise<Timeline | undefined> {
    if (!hasRoomForFiles(query)) return undefined;
    await waiting.refresh();
    const { list } = waiting;
    if (list.fileIds.length === 0) return undefined;
    const revision = getRevision();
    if (last?.list !== list || last.revision !== revision) {
      last = { list, revision, timeline: merge(search.getList(query), list) };
    }
    return last.timeline;
  }

  return {
    getMixed,
    getList: async (query) => (await getMixed(query)) ?? { ...search.getList(query), waiting: 0 },
  };
}

/** Whether all photos are asked for by date: nothing has to be known of them but when they were taken. */
export function asksForAllByDate({ text, order }: Pick<SearchQuery, 'text' | 'order'>): boolean {
  return order === 'date' && text.trim() === '';
}

/** Of a file that nobody has looked at, nothing is known that a query could ask for. */
function hasRoomForFiles(query: SearchQuery): boolean {
  return query.waiting === true && query.weaker !== true && asksForAllByDate(query);
}

function merge(photos: ResultList, { fileIds, changedAtMs }: WaitingList): Timeline {
  const count = photos.ids.length + fileIds.length;
  const ids = new Int32Array(count);
  const aspects = new Uint16Array(count).fill(USUAL_ASPECT);
  const takenAtMs = new Float64Array(count);
  let photo = 0;
  let file = 0;
  for (let place = 0; place < count; place++) {
    const photoTime = photos.takenAtMs[photo] ?? Number.NEGATIVE_INFINITY;
    const fileTime = changedAtMs[file] ?? Number.NEGATIVE_INFINITY;
    if (photo < photos.ids.length && photoTime >= fileTime) {
      ids[place] = photos.ids[photo] ?? 0;
      aspects[place] = photos.aspects[photo] ?? 0;
      takenAtMs[place] = photoTime;
      photo++;
    } else {
      ids[place] = placeIdOf(fileIds[file] ?? 0);
      takenAtMs[place] = fileTime;
      file++;
    }
  }
  const understanding: Understanding = { ...photos.understanding, total: count };
  return { understanding, isByDate: photos.isByDate, ids, aspects, takenAtMs, waiting: fileIds.length };
}
