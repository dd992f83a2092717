import { createRandom } from '../random.ts';

export interface Article {
  readonly id: string;
  readonly title: string;
  readonly published: boolean;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** A run that is longer than two of the largest pages, so that some page is empty for whoever may not see it. */
const UNPUBLISHED_FROM = 100;
const UNPUBLISHED_TO = 220;

/** The nth article, made from the seed each time it is asked for. Its id tells which one it is. */
export function articleAt(seed: number, index: number): Article {
  const random = createRandom(`${seed} article ${index}`);
  return {
    id: `${random.uuid().slice(0, 24)}${index.toString(16).padStart(12, '0')}`,
    title: `Article ${index + 1}`,
    published: index < UNPUBLISHED_FROM || index >= UNPUBLISHED_TO,
    createdAt: 1_700_000_000_000 + index * 60_000,
  };
}

export function findArticle(seed: number, count: number, id: string): Article | undefined {
  const index = Number.parseInt(id.slice(24), 16);
  const article = index >= 0 && index < count ? articleAt(seed, index) : undefined;
  return article?.id === id ? article : undefined;
}
